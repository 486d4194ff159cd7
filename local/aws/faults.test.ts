import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role, table } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import type { FaultyCall } from './faults.ts';

const WORKER = `
export const handler = async ({ sleep = 0 }) => {
  console.log('works');
  await new Promise((resolve) => setTimeout(resolve, sleep));
  return { pid: process.pid };
};`;
const test = new TestCloud();
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  await test.start({
    code: { Worker: WORKER },
    resources: { Items: table('items'), Role: role(), Worker: lambda('Worker', WORKER, 'Role') },
  });
  dynamodb = new DynamoDBClient(test.clientOptions());
});
afterAll(async () => {
  dynamodb.destroy();
  await test.dispose();
});

const get = (pk: string) =>
  dynamodb.send(new GetItemCommand({ TableName: 'items', Key: { pk: { S: pk }, sk: { S: 'x' } } }));
const reads = ({ service, operation, body }: FaultyCall) =>
  service === 'dynamodb' && operation === 'GetItem' && body.includes('cache#');

describe('a fault', () => {
  it('hits the calls that it matches, as often as it is set to', async () => {
    const end = test.cloud.fault({
      strikes: reads,
      answer: { code: 'ProvisionedThroughputExceededException', message: 'Too much.' },
      times: 2,
    });
    for (let times = 0; times < 2; times += 1) {
      await get('other');
      await expect(get('cache#1')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    }
    await get('cache#1');
    expect(end()).toBe(2);
  });

  it('can break the connection, and ends when it is taken back', async () => {
    const end = test.cloud.fault({ strikes: reads, answer: 'hang up' });
    await expect(get('cache#1')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(end()).toBe(1);
    await get('cache#1');
  });
});

describe('a killed instance', () => {
  it('fails the call that it works on, and the next call gets a new instance', async () => {
    const { pid } = (await test.invoke('worker', {})).payload;
    const begun = new Promise<void>((resolve) => {
      const end = test.cloud.logs.subscribe(({ text }) => {
        if (text !== 'works') return;
        end();
        resolve();
      });
    });
    const working = test.invoke('worker', { sleep: 60_000 });
    await begun;
    // If the first instance was still busy, this call started another one.
    expect(test.cloud.killInstances('work')).toBeGreaterThan(0);
    await expect(working).resolves.toMatchObject({ error: 'Unhandled', payload: { errorType: 'Runtime.ExitError' } });
    expect((await test.invoke('worker', {})).payload.pid).not.toBe(pid);
  });
});

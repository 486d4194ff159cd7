import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Watchdog } from '../process/watchdog.ts';
import { DynamoBackend } from './dynamodb-client.ts';
import { startDynoxide } from './dynoxide.ts';

let folder: string;
let watchdog: Watchdog;
let reports: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dynoxide-'));
  watchdog = new Watchdog();
  reports = [];
});
afterEach(async () => {
  await watchdog.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = () =>
  startDynoxide({ watchdog, file: join(folder, 'data.sqlite'), report: (sentence) => reports.push(sentence) });

/** Names of the tables, once the database answers. */
async function tables(url: string): Promise<unknown> {
  for (;;) {
    const backend = new DynamoBackend(url);
    try {
      return (await backend.call('ListTables', {})).TableNames;
    } catch (error) {
      if (!String(error).includes('ECONN') && !String(error).includes('hang up')) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      backend.close();
    }
  }
}

it('restarts a killed database under its URL, with its data', async () => {
  const database = await start();
  const backend = new DynamoBackend(database.url);
  await backend.call('CreateTable', {
    TableName: 'kept',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  backend.close();
  for (let times = 1; times <= 3; times += 1) {
    await database.kill();
    expect(reports).toHaveLength(times);
    expect(await tables(database.url)).toEqual(['kept']);
  }
});

it('does not restart a database that is stopped with the cloud', async () => {
  const database = await start();
  await watchdog.stop();
  expect(reports).toEqual([]);
  await expect(new DynamoBackend(database.url).call('ListTables', {})).rejects.toThrow('ECONNREFUSED');
  watchdog = new Watchdog();
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { endpoints, publishEndpoints } from '../cloud/endpoints.ts';
import { newGate } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

/** Executions of a new AWS account, all without a reservation. */
const NEW_ACCOUNT = 10;
let cloud: Cloud;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'manifold-small-'));
  cloud = await startCloud({ assemblyDir: endpoints().assemblyDir, stateDir, port: 0 });
  publishEndpoints({ ...endpoints(), apiUrl: cloud.apiUrl, mcpUrl: cloud.mcpUrl, devKey: cloud.devKey });
  cloud.setUnreservedConcurrency(NEW_ACCOUNT);
});
afterAll(async () => {
  await cloud.stop();
  await rm(stateDir, { recursive: true, force: true });
});

/** A call that holds one execution of front and one of the family until its gate is opened. */
async function held() {
  const gate = newGate();
  const answer = callTool('hold_until_opened', { gate: gate.name, silent: true });
  await gate.arrived();
  return { gate, answer };
}

/** The code in an answer that API Gateway made itself. */
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

describe('an account with 10 concurrent executions', () => {
  it('serves five calls at a time, and tells a sixth client which part is throttled', async () => {
    const first = await held();
    const others = [await held(), await held(), await held(), await held()];

    // The authorizer's answer about the key is cached, so the front function is throttled.
    const front = await modern('tools/list');
    expect([front.status, await codeOf(front)]).toEqual([500, 'E5001']);
    const { key } = await cloud.createApiKey({ id: 'test:newcomer' });
    const authorizer = await modern('tools/list', {}, { key });
    expect([authorizer.status, await codeOf(authorizer)]).toEqual([503, 'E5004']);

    await first.gate.open();
    await first.answer;
    cloud.setUnreservedConcurrency(NEW_ACCOUNT - 1);
    const { result } = await answerOf(modern('tools/call', { name: 'tiny_07', arguments: {} }));
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'manifold/error': { code: 'E5004', retryable: true, details: { retryAfter: 1 } } },
    });

    cloud.setUnreservedConcurrency(NEW_ACCOUNT);
    expect(await callTool('tiny_07')).toMatchObject({ structuredContent: { index: 7 } });
    for (const { gate, answer } of others) {
      await gate.open();
      expect(await answer).toMatchObject({ structuredContent: { gate: gate.name } });
    }
  });
});

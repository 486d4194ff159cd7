import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { claimKey } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { type ClaimRequest, claimWrite, releaseClaim, settleClaim } from './claim-repository.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

const request = (changes: Partial<ClaimRequest> = {}): ClaimRequest => ({
  at: claimKey('acme', 'user:1', 'k1'),
  tool: 'pay',
  argumentsHash: 'a',
  owner: 'call-1',
  deadline: Date.now() + 30_000,
  providerKey: 'p1',
  marks: true,
  keepSeconds: 3_600,
  retriesFailures: false,
  ...changes,
});
const outcome: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };

describe('claims of writes', () => {
  it('lets the first call have the key and tells the second that it is in progress', async () => {
    expect(await claimWrite(state, request())).toMatchObject({ state: 'claimed' });
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'in-progress' });
  });

  it('recognises its own write when the SDK repeated it', async () => {
    await claimWrite(state, request());
    expect(await claimWrite(state, request())).toMatchObject({ state: 'claimed' });
  });

  it('gives a repeat the first outcome', async () => {
    await claimWrite(state, request());
    await settleClaim(state, request(), outcome);
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'settled', outcome });
  });

  it.each([{ argumentsHash: 'b' }, { tool: 'refund' }])('refuses the key for another call: %j', async (other) => {
    await claimWrite(state, request());
    expect(await claimWrite(state, request({ owner: 'call-2', ...other }))).toEqual({ state: 'conflict' });
  });

  it('keeps the keys of tenants and principals apart', async () => {
    await claimWrite(state, request());
    for (const at of [claimKey('other', 'user:1', 'k1'), claimKey('acme', 'user:2', 'k1')]) {
      expect(await claimWrite(state, request({ owner: 'call-2', at }))).toMatchObject({ state: 'claimed' });
    }
  });

  it('never runs an abandoned call again by itself', async () => {
    await claimWrite(state, request({ deadline: Date.now() - 1 }));
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({
      state: 'abandoned',
      by: { owner: 'call-1', providerKey: 'p1', marks: true },
    });
  });

  it('takes a claim whose time to live is over for none, though it is still stored', async () => {
    await claimWrite(state, request());
    await database.client.send(
      new UpdateCommand({
        TableName: state.table,
        Key: claimKey('acme', 'user:1', 'k1'),
        UpdateExpression: 'SET expiresAt = :past',
        ExpressionAttributeValues: { ':past': 1 },
      }),
    );
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'claimed' });
  });

  it('gives the key back to nobody but its owner', async () => {
    await claimWrite(state, request());
    await expect(releaseClaim(state, request({ owner: 'call-2' }))).rejects.toThrow();
    await releaseClaim(state, request());
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'claimed' });
  });

  it('lets exactly one of fifty simultaneous calls through', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => claimWrite(state, request({ owner: `call-${index}` }))),
    );
    expect(results.filter((result) => result.state === 'claimed')).toHaveLength(1);
  });
});

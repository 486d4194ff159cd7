import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../schemas/invocation.ts';
import { claimKey } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import {
  type ClaimRequest,
  claimWrite,
  completeClaim,
  isClaimed,
  lookUpClaim,
  releaseClaim,
} from './claim-repository.ts';
import { type ClaimResults, type ClaimTable, claimResults } from './claim-results.ts';
import type { Permit } from './permit.ts';

let database: TestDatabase;
const KEY = 'ab'.repeat(32);
let state: ClaimTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table(), results: claimResults(onlyKey(KEY), 'acme') };
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
  it('gives the key to the first call, and answers the second that the first is in progress', async () => {
    expect(await claimWrite(state, request())).toMatchObject({ state: 'claimed' });
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'in-progress' });
  });

  it('recognises its own write if the SDK retried it', async () => {
    await claimWrite(state, request());
    expect(await claimWrite(state, request())).toMatchObject({ state: 'claimed' });
  });

  it('replays the first outcome to a retry', async () => {
    await claimWrite(state, request());
    await completeClaim(state, request(), outcome);
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({ state: 'completed', outcome });
  });

  it('replays the first outcome to a retry with a permit too', async () => {
    const permit: Permit = {
      use: (TableName) => ({ Put: { TableName, Item: { pk: 'acme#permit', sk: 'p1' } } }),
      used: new ManifoldError('E3007', 'This permit was used before.'),
    };
    await claimWrite(state, request(), [permit]);
    await completeClaim(state, request(), outcome);
    expect(await claimWrite(state, request({ owner: 'call-2' }), [permit])).toMatchObject({
      state: 'completed',
      outcome,
    });
  });

  it.each<[string, ClaimResults]>([
    ['another key of the platform', claimResults(onlyKey('cd'.repeat(32)), 'acme')],
    ['the key of another tenant', claimResults(onlyKey(KEY), 'globex')],
  ])('takes a call whose result was sealed under %s for ended, never for free', async (_, results) => {
    await claimWrite(state, request({ deadline: Date.now() - 1 }));
    await completeClaim({ ...state, results }, request(), outcome);
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toEqual({ state: 'unreadable' });
    expect(await lookUpClaim(state, request())).toEqual({ state: 'unreadable' });
  });

  it('replays no outcome that was moved from the claim of another call', async () => {
    const other = request({ at: claimKey('acme', 'user:2', 'k1') });
    for (const each of [request(), other]) await claimWrite(state, each);
    await completeClaim(state, other, outcome);
    const { Item } = await database.client.send(new GetCommand({ TableName: state.table, Key: other.at }));
    await database.client.send(new PutCommand({ TableName: state.table, Item: { ...Item, ...request().at } }));
    expect(await lookUpClaim(state, request())).toEqual({ state: 'unreadable' });
  });

  it('can be found without being opened', async () => {
    expect(await isClaimed(state, request().at)).toBe(false);
    await claimWrite(state, request());
    expect(await isClaimed(state, request().at)).toBe(true);
  });

  it.each([{ argumentsHash: 'b' }, { tool: 'refund' }])('refuses the key for another call: %j', async (other) => {
    await claimWrite(state, request());
    expect(await claimWrite(state, request({ owner: 'call-2', ...other }))).toEqual({ state: 'conflict' });
  });

  it('separates equal keys of different tenants and principals', async () => {
    await claimWrite(state, request());
    for (const at of [claimKey('other', 'user:1', 'k1'), claimKey('acme', 'user:2', 'k1')]) {
      expect(await claimWrite(state, request({ owner: 'call-2', at }))).toMatchObject({ state: 'claimed' });
    }
  });

  it('never executes an abandoned call again by itself', async () => {
    await claimWrite(state, request({ deadline: Date.now() - 1 }));
    expect(await claimWrite(state, request({ owner: 'call-2' }))).toMatchObject({
      state: 'abandoned',
      by: { owner: 'call-1', providerKey: 'p1', marks: true },
    });
  });

  it('ignores an expired claim that is still stored', async () => {
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

  it('is released only by its owner', async () => {
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

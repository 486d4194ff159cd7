import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimKey } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { markStarted } from '../../core/state-table/start-mark.ts';
import { type Ending, endAbandoned } from './abandoned-claim.ts';
import { type ClaimRequest, claimWrite, completeClaim, handOverClaim, lookUpClaim } from './claim-repository.ts';
import { type ClaimTable, claimResults } from './claim-results.ts';

let database: TestDatabase;
let state: ClaimTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = {
    client: database.client,
    table: await database.table(),
    results: claimResults(onlyKey('ab'.repeat(32)), 'acme'),
  };
  await claimWrite(state, lost);
});

const request = (owner: string, deadline: number): ClaimRequest => ({
  at: claimKey('acme', 'user:1', 'k1'),
  tool: 'pay',
  argumentsHash: 'a',
  owner,
  deadline,
  providerKey: `provider-key-of-${owner}`,
  marks: true,
  keepSeconds: 3_600,
  retriesFailures: false,
});
/** A call whose front or family was never heard of again. */
const lost = request('lost', Date.now() - 1);
const next = request('next', Date.now() + 30_000);
const end = (when: Ending['when'], then: Ending['then'] = 'take-over', by = next) =>
  endAbandoned(state, by, { from: 'lost', when, then });

describe('an abandoned claim', () => {
  it('that was never started is taken over, and the lost execution can no longer start', async () => {
    expect(await end('unless-started')).toEqual({ state: 'ended' });
    await expect(markStarted(state, 'lost', 'late')).rejects.toMatchObject({ code: 'E3008' });
    await expect(markStarted(state, 'next', 'execution-1')).resolves.toBeUndefined();
    expect(await lookUpClaim(state, next)).toMatchObject({ state: 'in-progress' });
  });

  it('that was started stays abandoned', async () => {
    await markStarted(state, 'lost', 'execution-1');
    expect(await end('unless-started')).toEqual({ state: 'started' });
    expect(await lookUpClaim(state, next)).toMatchObject({ state: 'abandoned', by: { owner: 'lost' } });
  });

  it('that was started is taken over if a second execution is harmless, under the same provider key', async () => {
    await markStarted(state, 'lost', 'execution-1');
    const over = request('next', Date.now() - 1);
    expect(await end('anyway', 'take-over', over)).toEqual({ state: 'ended' });
    expect(await lookUpClaim(state, over)).toMatchObject({
      state: 'abandoned',
      by: { owner: 'next', providerKey: 'provider-key-of-lost' },
    });
  });

  it('is deleted, so that the next call passes the guards like any other', async () => {
    expect(await end('unless-started', 'free')).toEqual({ state: 'ended' });
    expect(await lookUpClaim(state, next)).toBeUndefined();
    await expect(markStarted(state, 'lost', 'late')).rejects.toMatchObject({ code: 'E3008' });
  });

  it('that was completed at the last moment is not taken over', async () => {
    await completeClaim(state, lost, { status: 'ok', meta: {} });
    expect(await end('anyway')).toEqual({ state: 'lost' });
  });

  it('is taken over by one of twenty simultaneous calls', async () => {
    const all = Array.from({ length: 20 }, (_, index) =>
      end('unless-started', 'take-over', request(`next-${index}`, Date.now() + 30_000)),
    );
    const states = (await Promise.allSettled(all)).map((result) =>
      result.status === 'fulfilled' ? result.value.state : 'conflict',
    );
    expect(states.filter((each) => each === 'ended')).toHaveLength(1);
  });

  it('of a task does not count as never started, although a task sets no mark', async () => {
    const handOver = handOverClaim(state.table, lost, { id: 'task-1', until: Date.now() - 1 });
    await state.client.send(new TransactWriteCommand({ TransactItems: [handOver] }));
    expect(await lookUpClaim(state, next)).toMatchObject({ state: 'abandoned', by: { marks: false }, task: 'task-1' });
  });
});

describe('the mark of a start', () => {
  it('recognises its own write if the SDK retried it, and no other execution', async () => {
    await markStarted(state, 'lost', 'execution-1');
    await expect(markStarted(state, 'lost', 'execution-1')).resolves.toBeUndefined();
    await expect(markStarted(state, 'lost', 'execution-2')).rejects.toMatchObject({ code: 'E3008' });
  });

  it('that cannot be set keeps the call from being executed', async () => {
    await expect(markStarted({ ...state, table: 'missing' }, 'lost', 'e')).rejects.toMatchObject({ code: 'E5002' });
  });
});

import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cachedAnswerKey } from '../../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../claims/claim-repository.ts';
import { dynamoDbCache } from './dynamodb-cache.ts';
import type { CacheScope, CacheSlot, OkOutcome, ResponseCache } from './response-cache.ts';

let database: TestDatabase;
let state: StateTable;
let cache: ResponseCache;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  cache = dynamoDbCache(state);
});

const SCOPES: CacheScope[] = [
  { kind: 'tool', tool: 'look_up' },
  { kind: 'principal', tenant: 'acme', principal: 'user:1' },
  { kind: 'event', event: 'record_update' },
];
const slot: CacheSlot = { tenant: 'acme', hash: '0a1b', scopes: SCOPES };
const outcome: OkOutcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

async function putAnswer(into: CacheSlot = slot): Promise<void> {
  const { generations } = await cache.get(into);
  await cache.put(into, { outcome, generations, ttlSeconds: 60 });
}
const answerOf = async (from: CacheSlot = slot) => (await cache.get(from)).answer?.outcome;

describe('kept answers', () => {
  it('are found again', async () => {
    expect(await cache.get(slot)).toEqual({ leased: false, generations: '0.0.0' });
    await putAnswer();
    expect(await answerOf()).toEqual(outcome);
  });

  it.each([{ hash: 'other' }, { tenant: 'globex' }])('are not those of another slot: %j', async (other) => {
    await putAnswer();
    expect(await answerOf({ ...slot, ...other })).toBeUndefined();
  });

  it('end with their time, though they are still stored', async () => {
    await putAnswer();
    await database.client.send(
      new UpdateCommand({
        TableName: state.table,
        Key: cachedAnswerKey('acme', '0a1b'),
        UpdateExpression: 'SET freshUntil = :past',
        ExpressionAttributeValues: { ':past': Date.now() - 1 },
      }),
    );
    expect(await answerOf()).toBeUndefined();
  });

  it('may be deleted by DynamoDB once they have ended', async () => {
    const before = Math.floor(Date.now() / 1000);
    await putAnswer();
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: state.table }));
    expect(Items).toHaveLength(1);
    expect(Items[0]?.expiresAt).toBeGreaterThanOrEqual(before + 60);
  });

  it('are not kept where an item cannot hold them', async () => {
    const large: OkOutcome = { ...outcome, structuredContent: { text: 'ä'.repeat(200_000) } };
    expect(await cache.put(slot, { outcome: large, generations: '0.0.0', ttlSeconds: 60 })).toBe(false);
    const fits: OkOutcome = { ...outcome, structuredContent: { text: 'ä'.repeat(194_000) } };
    expect(await cache.put(slot, { outcome: fits, generations: '0.0.0', ttlSeconds: 60 })).toBe(true);
    expect(await answerOf()).toEqual(fits);
  });
});

describe('invalidation', () => {
  it.each(SCOPES)('by %j makes answers void', async (scope) => {
    await putAnswer();
    await cache.invalidate(scope);
    expect(await answerOf()).toBeUndefined();
    await putAnswer();
    expect(await answerOf()).toEqual(outcome);
  });

  it.each<CacheScope>([
    { kind: 'tool', tool: 'other' },
    { kind: 'principal', tenant: 'globex', principal: 'user:1' },
    { kind: 'event', event: 'other' },
  ])('by %j leaves answers that it does not concern', async (scope) => {
    await putAnswer();
    await cache.invalidate(scope);
    expect(await answerOf()).toEqual(outcome);
  });

  it('reaches an answer that was being got at the time', async () => {
    const { generations } = await cache.get(slot);
    await cache.invalidate({ kind: 'tool', tool: 'look_up' });
    await cache.put(slot, { outcome, generations, ttlSeconds: 60 });
    expect(await answerOf()).toBeUndefined();
  });
});

describe('leases', () => {
  const lease = (owner: string, until = Date.now() + 60_000) =>
    cache.lease(slot, { owner, until, generations: '0.0.0' });

  it('are given to exactly one of fifty who ask at once', async () => {
    const given = await Promise.all(Array.from({ length: 50 }, (_, index) => lease(`call-${index}`)));
    expect(given.filter(Boolean)).toHaveLength(1);
    expect(await cache.get(slot)).toMatchObject({ leased: true });
  });

  it('are given again to their owner, whose write the SDK repeated', async () => {
    await lease('call-1');
    expect(await lease('call-1')).toBe(true);
  });

  it('end with the answer, and none is given where there is one', async () => {
    await lease('call-1');
    await putAnswer();
    expect(await cache.get(slot)).toMatchObject({ leased: false, answer: { outcome } });
    expect(await lease('call-2')).toBe(false);
  });

  it('end by themselves', async () => {
    await lease('call-1', Date.now() - 1);
    expect(await cache.get(slot)).toMatchObject({ leased: false });
    expect(await lease('call-2')).toBe(true);
  });

  it('are given back by their owner alone', async () => {
    await lease('call-1');
    await cache.release(slot, 'call-2');
    expect(await lease('call-3')).toBe(false);
    await cache.release(slot, 'call-1');
    expect(await lease('call-3')).toBe(true);
  });
});

it('throws where the table is not there', async () => {
  const broken = dynamoDbCache({ ...state, table: 'missing' });
  await expect(broken.get(slot)).rejects.toThrow();
  await expect(broken.put(slot, { outcome, generations: '', ttlSeconds: 60 })).rejects.toThrow();
  await expect(broken.lease(slot, { owner: 'a', until: 1, generations: '' })).rejects.toThrow();
});

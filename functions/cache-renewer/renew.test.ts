import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { CacheRenewal } from '../../schemas/cache-renewal.ts';
import type { Outcome } from '../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { TEST_VAULT } from '../../test/support/response-vault.ts';
import { ManifoldError, toErrorBody } from '../core/errors/manifold-error.ts';
import { onlyKey } from '../core/secrets/key-ring.ts';
import { dynamoDbCache } from '../platform/cache/dynamodb-cache.ts';
import type { ResponseCache } from '../platform/cache/response-cache.ts';
import { renew } from './renew.ts';

let database: TestDatabase;
let cache: ResponseCache;
let events: AuditEvent[];
let asked: { deadline: number }[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  cache = dynamoDbCache({ client: database.client, table: await database.table() }, TEST_VAULT);
  events = [];
  asked = [];
});

const context = {
  correlationId: 'c-1',
  principal: { id: 'user:1', tenant: 'acme', tier: 'free', roles: [], scopes: [], credential: 'k-1' },
  deadline: 0,
  confirmed: false,
};
const renewal = CacheRenewal.parse({
  slot: { tenant: 'acme', hash: '0a1b', scopes: [{ kind: 'tool', tool: 'look_up' }] },
  owner: 'renewal-1',
  generations: '0',
  rule: { ttlSeconds: 60, staleSeconds: 60, keyFields: ['person'], invalidateOn: [] },
  target: { family: 'records', functionArn: 'arn', invokeMode: 'buffered', tenantIsolated: false },
  invocation: { kind: 'tool', tool: 'look_up', version: '1.0.0', arguments: { person: 'Invented' }, context },
  timeoutMs: 30_000,
  intent: {
    callId: 'renewal-1',
    phase: 'intent',
    at: '2026-11-21T00:00:00.000Z',
    correlationId: 'c-1',
    tenant: 'acme',
    principal: 'user:1',
    credential: 'k-1',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: 'look_up',
    version: '1.0.0',
    argumentsHash: 'a',
    argumentsProjection: {},
  },
});

const answering = (answer: () => Outcome, record = async (event: AuditEvent) => void events.push(event)) =>
  renew(
    {
      cache,
      audit: { record },
      key: async () => onlyKey('k'.repeat(64)),
      dispatcher: {
        dispatch: async (_target, { context: { deadline } }) => {
          asked.push({ deadline });
          return answer();
        },
      },
    },
    renewal,
  );
const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: {} };
const failed: Outcome = {
  status: 'error',
  error: toErrorBody(new ManifoldError('E4005', 'Down.'), { correlationId: 'c', showTrace: false }),
  meta: {},
};

describe('a renewal', () => {
  it('asks the family within its time, caches the answer, and audits intent and outcome', async () => {
    const before = Date.now();
    await answering(() => found);
    expect(await cache.get(renewal.slot)).toMatchObject({ answer: { outcome: found, stale: false }, leased: false });
    expect(asked[0]?.deadline).toBeGreaterThanOrEqual(before + 30_000);
    expect(events).toMatchObject([
      { callId: 'renewal-1', phase: 'intent', target: 'look_up' },
      { callId: 'renewal-1', phase: 'outcome', outcome: 'ok', correlationId: 'c-1' },
    ]);
  });

  it.each<[string, () => Outcome, object]>([
    ['answers with a failure', () => failed, { outcome: 'error', errorCode: 'E4005' }],
    [
      'breaks',
      () => {
        throw new ManifoldError('E3003', 'Broke.');
      },
      { outcome: 'error', errorCode: 'E3003' },
    ],
  ])('leaves answer and lease if the family %s, and audits the failure', async (_, answer, outcome) => {
    await cache.lease(renewal.slot, { owner: 'renewal-1', until: Date.now() + 30_000, generations: '0' });
    await answering(answer);
    expect(await cache.isLeased(renewal.slot)).toBe(true);
    expect(events[1]).toMatchObject({ phase: 'outcome', ...outcome });
  });

  it('does not ask the family if audit fails, and caches no answer whose outcome is not audited', async () => {
    const failing =
      (phase: AuditEvent['phase']) =>
      async (event: AuditEvent): Promise<undefined> => {
        if (event.phase === phase) throw new Error('The audit table does not answer.');
        return undefined;
      };
    await expect(answering(() => found, failing('intent'))).rejects.toThrow('audit');
    expect(asked).toEqual([]);
    await expect(answering(() => found, failing('outcome'))).rejects.toThrow('audit');
    expect((await cache.get(renewal.slot)).answer).toBeUndefined();
  });

  it('does not fail if the cache fails', async () => {
    cache = dynamoDbCache({ client: database.client, table: 'missing' }, TEST_VAULT);
    await answering(() => found);
    expect(events).toHaveLength(2);
  });
});

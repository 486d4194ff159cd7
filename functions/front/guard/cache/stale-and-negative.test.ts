import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import type { CacheRenewal } from '../../../../schemas/cache-renewal.ts';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { CacheRule } from '../../../../schemas/tool-definition.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { TEST_VAULT } from '../../../../test/support/response-vault.ts';
import { ManifoldError, toErrorBody } from '../../../core/errors/manifold-error.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { responseCache } from './cache-guards.ts';

let database: TestDatabase;
let state: StateTable;
let renewals: CacheRenewal[];
let events: AuditEvent[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  renewals = [];
  events = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  ahead = 0;
});

const RULE = CacheRule.parse({
  ttlSeconds: 60,
  staleSeconds: 600,
  keyFields: ['person'],
  invalidateOn: [],
  negative: { codes: ['E4007'], ttlSeconds: 30 },
});

let calls = 0;
function callOf(start = async (renewal: CacheRenewal) => void renewals.push(renewal)): GuardedCall {
  calls += 1;
  return guardedCall({
    arguments: { person: 'Invented Person' },
    request: { correlationId: `c-${calls}` },
    services: {
      state,
      cache: dynamoDbCache(state, TEST_VAULT),
      renewals: { start },
      key: async () => onlyKey('k'.repeat(64)),
      audit: { record: async (event: AuditEvent) => void events.push(event) },
    },
    tool: {
      target: { family: 'records' },
      definition: { name: 'look_up', timeoutMs: 30_000, annotations: { readOnlyHint: true }, cache: RULE },
    },
    context: { cancelRef: 'r' },
  });
}

const { now } = Date;
let ahead = 0;
function passSeconds(seconds: number): void {
  ahead += seconds * 1000;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
}

const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: {} };
const failure = (code: ErrorCode, retryable = false): Outcome => ({
  status: 'error',
  error: toErrorBody(new ManifoldError(code, 'Nothing there.', { retryable }), {
    correlationId: 'first',
    showTrace: true,
  }),
  meta: {},
});
const unasked = async (): Promise<Outcome> => {
  throw new Error('The family was asked.');
};

describe('a stale answer', () => {
  beforeEach(async () => {
    await responseCache(callOf(), async () => found);
    passSeconds(61);
  });

  it('is given at once, marked as stale, and renewed by one of twenty calls', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => responseCache(callOf(), unasked)));
    for (const { meta } of outcomes) expect(meta).toEqual({ cached: true, ageSeconds: 61, stale: true });
    expect(renewals).toHaveLength(1);
  });

  it('is renewed with the arguments and principal of the call, without its cancel record', async () => {
    await responseCache(callOf(), unasked);
    expect(renewals).toMatchObject([
      {
        slot: { tenant: 'acme' },
        rule: RULE,
        timeoutMs: 30_000,
        invocation: { kind: 'tool', tool: 'look_up', version: '1.0.0', arguments: { person: 'Invented Person' } },
        intent: { phase: 'intent', operation: 'tools/call', principal: 'user:1', callId: renewals[0]?.owner },
      },
    ]);
    expect(renewals[0]?.invocation.context).not.toHaveProperty('cancelRef');
  });

  it('is renewed again only after the time of the first renewal is over', async () => {
    await responseCache(callOf(), unasked);
    passSeconds(29);
    await responseCache(callOf(), unasked);
    expect(renewals).toHaveLength(1);
    passSeconds(2);
    await responseCache(callOf(), unasked);
    expect(renewals).toHaveLength(2);
  });

  it('is given although its renewal cannot be started, and the next call tries again', async () => {
    const failing = async () => {
      throw new Error('no function');
    };
    expect(await responseCache(callOf(failing), unasked)).toMatchObject({ meta: { stale: true } });
    expect(await responseCache(callOf(), unasked)).toMatchObject({ meta: { stale: true } });
    expect(renewals).toHaveLength(1);
  });

  it('is not given once the stale time is over too', async () => {
    passSeconds(600);
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
    expect(renewals).toEqual([]);
  });

  it('is not given after it was invalidated', async () => {
    await callOf().services.cache.invalidate({ kind: 'tool', tool: 'look_up' });
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
  });
});

describe('a failure', () => {
  it('is kept for its own time if the rule names it, and carries the correlation id of the call', async () => {
    const first = failure('E4007');
    expect(await responseCache(callOf(), async () => first)).toEqual(first);
    passSeconds(10);
    const second = callOf();
    const kept = await responseCache(second, unasked);
    expect(kept).toMatchObject({
      status: 'error',
      error: { code: 'E4007', message: 'Nothing there.', correlationId: second.request.correlationId },
      meta: { cached: true, ageSeconds: 10 },
    });
    expect(JSON.stringify(kept)).not.toContain('trace');
    expect(events.at(-1)).toMatchObject({ phase: 'outcome', outcome: 'error', errorCode: 'E4007', cached: true });
    passSeconds(21);
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
    expect(renewals).toEqual([]);
  });

  it.each<[string, Outcome]>([
    ['the rule does not name it', failure('E4004')],
    ['a retry may succeed', failure('E4007', true)],
  ])('is not kept if %s', async (_, failed) => {
    await responseCache(callOf(), async () => failed);
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
  });

  it.each<ErrorCode>(['E1004', 'E3003', 'E4001', 'E4006', 'E5001'])('of code %s cannot be named by a rule', (code) => {
    expect(() => CacheRule.parse({ ...RULE, negative: { codes: [code], ttlSeconds: 30 } })).toThrow('E2xxx, E4xxx');
  });
});

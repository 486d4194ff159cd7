import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import type { CacheRenewal } from '../../../../schemas/cache-renewal.ts';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { CacheRule } from '../../../../schemas/tool-definition.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { EMPTY_CATALOGUE } from '../../../../test/support/empty-catalogue.ts';
import { TEST_VAULT } from '../../../../test/support/response-vault.ts';
import { ManifoldError, toErrorBody } from '../../../core/errors/manifold-error.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { responseCache } from './response-cache.ts';

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
  const principal = { tenant: 'acme', id: 'user:1', scopes: [], roles: [], tier: 'free' };
  return {
    callId: `call-${calls}`,
    startedAt: Date.now(),
    arguments: { person: 'Invented Person' },
    argumentsHash: 'a',
    bypassCache: false,
    request: {
      endpoint: { kind: 'all' },
      catalogue: EMPTY_CATALOGUE,
      correlationId: `c-${calls}`,
      sourceIp: '192.0.2.7',
      principal,
    },
    services: {
      state,
      cache: dynamoDbCache(state, TEST_VAULT),
      renewals: { start },
      key: async () => 'k'.repeat(64),
      audit: { record: async (event: AuditEvent) => void events.push(event) },
    },
    tool: {
      target: { family: 'records' },
      definition: {
        name: 'look_up',
        version: '1.0.0',
        timeoutMs: 30_000,
        movesMoney: false,
        annotations: { readOnlyHint: true },
        auditFields: {},
        cache: RULE,
      },
    },
    context: {
      principal,
      deadline: Date.now() + 60_000,
      correlationId: `c-${calls}`,
      cancelRef: 'r',
      confirmed: false,
    },
    established: { permits: [], audited: {}, intended: false },
  } as unknown as GuardedCall;
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

  it('is given at once, marked, and renewed by one call of all', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => responseCache(callOf(), unasked)));
    for (const { meta } of outcomes) expect(meta).toEqual({ cached: true, ageSeconds: 61, stale: true });
    expect(renewals).toHaveLength(1);
  });

  it('is renewed with what the call was allowed, and nothing that the caller could still say', async () => {
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

  it('is not renewed again while a renewal may still work, and is then', async () => {
    await responseCache(callOf(), unasked);
    passSeconds(29);
    await responseCache(callOf(), unasked);
    expect(renewals).toHaveLength(1);
    passSeconds(2);
    await responseCache(callOf(), unasked);
    expect(renewals).toHaveLength(2);
  });

  it('is given though its renewal cannot be begun, and the next call tries again', async () => {
    const failing = async () => {
      throw new Error('no function');
    };
    expect(await responseCache(callOf(failing), unasked)).toMatchObject({ meta: { stale: true } });
    expect(await responseCache(callOf(), unasked)).toMatchObject({ meta: { stale: true } });
    expect(renewals).toHaveLength(1);
  });

  it('is of no more use once that time is over too', async () => {
    passSeconds(600);
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
    expect(renewals).toEqual([]);
  });

  it('that is void is not given', async () => {
    await callOf().services.cache.invalidate({ kind: 'tool', tool: 'look_up' });
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
  });
});

describe('a failure', () => {
  it('that the rule names is kept for its own time, and told under the id of the call', async () => {
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
    ['it does not name', failure('E4004')],
    ['may be mended by a repeat', failure('E4007', true)],
  ])('that %s is not kept', async (_, failed) => {
    await responseCache(callOf(), async () => failed);
    expect(await responseCache(callOf(), async () => found)).toEqual(found);
  });

  it.each<ErrorCode>(['E1004', 'E3003', 'E4001', 'E4006', 'E5001'])('of code %s cannot be named', (code) => {
    expect(() => CacheRule.parse({ ...RULE, negative: { codes: [code], ttlSeconds: 30 } })).toThrow('E2xxx, E4xxx');
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { TEST_VAULT } from '../../../../test/support/answer-vault.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { EMPTY_CATALOGUE } from '../../../../test/support/empty-catalogue.ts';
import { ManifoldError, toErrorBody } from '../../../core/errors/manifold-error.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import { confirmation } from '../confirmation/confirmation.ts';
import { writeClaim } from '../exactly-once/write-claim.ts';
import { chain, type GuardedCall } from '../guarded-call.ts';
import { paidAnswer } from './paid-answer.ts';
import { responseCache } from './response-cache.ts';

let database: TestDatabase;
let state: StateTable;
let counted: string[];
let events: AuditEvent[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  counted = [];
  events = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    const [, name] = /"Name":"(\w+)"/.exec(String(text)) ?? [];
    if (name !== undefined) counted.push(name);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

interface Changes {
  principal?: string;
  person?: string;
  bypass?: boolean;
  rule?: null;
  writes?: boolean;
  pays?: boolean;
  key?: string;
  requestState?: string;
  deadline?: number;
}
let calls = 0;
function callOf(changes: Changes = {}): GuardedCall {
  calls += 1;
  const rule = { ttlSeconds: 60, keyFields: ['person'], invalidateOn: ['record_update'] };
  const writes = changes.writes ?? changes.pays ?? false;
  return {
    callId: `call-${calls}`,
    startedAt: Date.now(),
    arguments: { person: changes.person ?? 'Invented Person' },
    argumentsHash: `hash of ${changes.person ?? 'Invented Person'}`,
    bypassCache: changes.bypass ?? false,
    request: {
      endpoint: { kind: 'all' },
      catalogue: EMPTY_CATALOGUE,
      correlationId: 'c',
      sourceIp: '192.0.2.7',
      principal: { tenant: 'acme', id: 'user:1', scopes: [] },
    },
    services: {
      state,
      cache: dynamoDbCache(state, TEST_VAULT),
      key: async () => 'k'.repeat(64),
      audit: { record: async (event: AuditEvent) => void events.push(event) },
      dispatcher: { dispatch: async () => ({ status: 'ok', effect: 'Pay for an answer.', meta: {} }) },
    },
    tool: {
      target: {},
      definition: {
        name: 'look_up',
        version: '1.0.0',
        title: 'Look up',
        movesMoney: changes.pays ?? false,
        annotations: { readOnlyHint: !writes, destructiveHint: writes },
        auditFields: {},
        ...(changes.rule === null ? {} : { cache: rule }),
      },
    },
    context: {
      principal: { id: changes.principal ?? 'user:1', tenant: 'acme' },
      deadline: changes.deadline ?? Date.now() + 60_000,
      requestState: changes.requestState,
      idempotencyKey: changes.key,
    },
    interaction: { canElicit: false, answers: {} },
    established: { permits: [], audited: {}, intended: false },
  } as unknown as GuardedCall;
}

/** A family that counts how often it is asked, and answers once `open` has resolved. */
function familyOf(answer: (asked: number) => Outcome, open: Promise<unknown> = Promise.resolve()) {
  const family = {
    asked: 0,
    next: async () => {
      family.asked += 1;
      const { asked } = family;
      await open;
      return answer(asked);
    },
  };
  return family;
}
const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: { providerTransactionId: 't-1' } };
const failed: Outcome = {
  status: 'error',
  error: toErrorBody(new ManifoldError('E4007', 'Nothing there.'), { correlationId: 'c', showTrace: false }),
  meta: {},
};
const fromCache = {
  ...found,
  meta: { providerTransactionId: 't-1', cached: true, ageSeconds: expect.any(Number) },
};
const dispatching = (next: () => Promise<Outcome>) =>
  chain({ paidAnswer, confirmation, writeClaim, responseCache }, next);

describe('the cache of reads', () => {
  it('answers the second call, marks it, and audits it with intent and outcome', async () => {
    const family = familyOf(() => found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    expect(await responseCache(callOf(), family.next)).toEqual(fromCache);
    expect(family.asked).toBe(1);
    expect(counted).toEqual(['CacheMiss', 'CacheHit']);
    expect(events).toMatchObject([{ phase: 'intent' }, { phase: 'outcome', outcome: 'ok', cached: true }]);
  });

  it.each<[string, Changes]>([
    ['another principal', { principal: 'user:2' }],
    ['another question', { person: 'Other Person' }],
    ['a call that passes the cache by', { bypass: true }],
    ['a call that continues a dialogue', { requestState: 'page-2' }],
    ['a tool without a rule', { rule: null }],
    ['a tool that writes', { writes: true }],
  ])('does not answer %s', async (_, changes) => {
    await responseCache(callOf(), async () => found);
    const family = familyOf(() => found);
    expect(await responseCache(callOf(changes), family.next)).toEqual(found);
    expect(family.asked).toBe(1);
  });

  it('keeps no failure, and lets the next call ask at once', async () => {
    const family = familyOf((asked) => (asked === 1 ? failed : found));
    expect(await responseCache(callOf(), family.next)).toEqual(failed);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
  });

  it('is invalidated under calls that are on their way', async () => {
    const call = callOf();
    await responseCache(call, async () => {
      await call.services.cache.invalidate({ kind: 'event', event: 'record_update' });
      return found;
    });
    const family = familyOf(() => found);
    await responseCache(callOf(), family.next);
    expect(family.asked).toBe(1);
  });

  it('makes every call that fails to reach it a miss, counted, and no error', async () => {
    state = { ...state, table: 'missing' };
    const family = familyOf(() => found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    expect(family.asked).toBe(2);
    expect(counted).toEqual(['CacheFault', 'CacheMiss', 'CacheFault', 'CacheMiss']);
  });

  it('is a miss too where it fails after the look', async () => {
    const call = callOf();
    const { cache } = call.services;
    jest.spyOn(cache, 'lease').mockRejectedValue(new Error('throttled'));
    jest.spyOn(cache, 'put').mockRejectedValue(new Error('throttled'));
    expect(await responseCache(call, async () => found)).toEqual(found);
    expect(counted).toEqual(['CacheFault', 'CacheMiss', 'CacheFault']);
  });
});

describe('simultaneous misses', () => {
  it('ask the family once, however many', async () => {
    const { promise: open, resolve: opens } = Promise.withResolvers<void>();
    const family = familyOf(() => found, open);
    // Each call has a cache of its own, as on instances of their own: what they share is the table.
    const all = Array.from({ length: 100 }, () => callOf());
    let looks = 0;
    for (const { services } of all) {
      const { get } = services.cache;
      // The family answers only after every call has looked and seen nothing.
      const look: typeof get = async (slot) => {
        const seen = await get(slot);
        looks += 1;
        if (looks === all.length) opens();
        return seen;
      };
      jest.spyOn(services.cache, 'get').mockImplementation(look);
    }
    const outcomes = await Promise.all(all.map((call) => responseCache(call, family.next)));
    expect(family.asked).toBe(1);
    expect(outcomes.filter(({ meta }) => meta.cached)).toHaveLength(99);
    // Whoever waits asks for the lease alone (await-answer.test.ts says how often), and looks once more at the end.
    expect(looks).toBeLessThanOrEqual(2 * all.length);
    expect(counted.filter((name) => name === 'CacheHit')).toHaveLength(99);
  });

  it('ask for themselves where the one who asked got nothing to keep', async () => {
    const { promise: open, resolve: opens } = Promise.withResolvers<void>();
    const family = familyOf((asked) => (asked === 1 ? failed : found), open);
    const first = responseCache(callOf(), family.next);
    const second = callOf();
    const { lease } = second.services.cache;
    jest.spyOn(second.services.cache, 'lease').mockImplementation(async (...given) => {
      const leased = await lease(...given);
      opens();
      return leased;
    });
    // The lease of the first call is there once its family has been asked.
    while (family.asked === 0) await new Promise(setImmediate);
    const [one, other] = await Promise.all([first, responseCache(second, family.next)]);
    expect([one, other]).toEqual([failed, found]);
  });

  it('ask for themselves once the one who asked has taken its time', async () => {
    const { promise: open, resolve: opens } = Promise.withResolvers<void>();
    const slow = familyOf(() => found, open);
    const first = responseCache(callOf({ deadline: Date.now() + 400 }), slow.next);
    while (slow.asked === 0) await new Promise(setImmediate);
    const family = familyOf(() => found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    opens();
    expect(await first).toEqual(found);
  });
});

describe('an answer that is paid for', () => {
  /** Pays, having confirmed with the token of the refusal. */
  async function pay(next: () => Promise<Outcome>, changes: Changes = {}): Promise<Outcome> {
    const refusal = await dispatching(next)(callOf({ ...changes, pays: true })).catch((error: unknown) => error);
    const { confirmationToken } = (refusal as { details: { confirmationToken: string } }).details;
    const call = callOf({ ...changes, pays: true });
    const interaction = { canElicit: false, answers: {}, proof: { text: confirmationToken, from: 'token' as const } };
    return dispatching(next)({ ...call, interaction });
  }

  it('is given again without another payment, and nobody is asked to confirm', async () => {
    const family = familyOf(() => found);
    expect(await pay(family.next)).toEqual(found);
    expect(await dispatching(family.next)(callOf({ pays: true }))).toEqual(fromCache);
    expect(family.asked).toBe(1);
  });

  it('is asked for anew, with a confirmation, for other arguments or principals', async () => {
    const family = familyOf(() => found);
    await pay(family.next);
    for (const changes of [{ person: 'Other Person' }, { principal: 'user:2' }]) {
      const call = dispatching(family.next)(callOf({ ...changes, pays: true }));
      await expect(call).rejects.toMatchObject({ code: 'E3007' });
    }
    expect(family.asked).toBe(1);
  });

  it('comes from its claim where the idempotency key is known', async () => {
    const family = familyOf(() => found);
    await pay(family.next, { key: 'k1' });
    const repeated = await dispatching(family.next)(callOf({ pays: true, key: 'k1' }));
    expect(repeated.meta).toEqual({ providerTransactionId: 't-1', replayed: true });
  });

  it('still has to be confirmed where the cache fails', async () => {
    const call = callOf({ pays: true });
    jest.spyOn(call.services.cache, 'get').mockRejectedValue(new Error('throttled'));
    await expect(dispatching(async () => found)(call)).rejects.toMatchObject({ code: 'E3007' });
    expect(counted).toEqual(['CacheFault', 'CacheMiss']);
  });
});

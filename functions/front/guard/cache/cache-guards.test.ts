import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AuditEvent } from '../../../../schemas/audit-event.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { TEST_VAULT } from '../../../../test/support/response-vault.ts';
import { ManifoldError, toErrorBody } from '../../../core/errors/manifold-error.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import { confirmation } from '../confirmation/confirmation.ts';
import { writeClaim } from '../exactly-once/write-claim.ts';
import { chain } from '../guard-call.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { paidAnswer, responseCache } from './cache-guards.ts';

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
function callOf(changes: Changes = {}): GuardedCall {
  const rule = { ttlSeconds: 60, keyFields: ['person'], invalidateOn: ['record_update'] };
  const writes = changes.writes ?? changes.pays ?? false;
  const effect: Outcome = { status: 'ok', effect: 'Pay for an answer.', meta: {} };
  return guardedCall({
    arguments: { person: changes.person ?? 'Invented Person' },
    argumentsHash: `hash of ${changes.person ?? 'Invented Person'}`,
    bypassCache: changes.bypass ?? false,
    services: {
      state,
      cache: dynamoDbCache(state, TEST_VAULT),
      key: async () => onlyKey('k'.repeat(64)),
      audit: { record: async (event: AuditEvent) => void events.push(event) },
      dispatcher: { dispatch: async () => effect },
    },
    tool: {
      definition: {
        name: 'look_up',
        title: 'Look up',
        movesMoney: changes.pays ?? false,
        annotations: { readOnlyHint: !writes, destructiveHint: writes },
        cache: changes.rule === null ? undefined : rule,
      },
    },
    principal: { id: changes.principal ?? 'user:1' },
    context: {
      deadline: changes.deadline ?? Date.now() + 60_000,
      requestState: changes.requestState,
      idempotencyKey: changes.key,
    },
  });
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
    ['a call that bypasses the cache', { bypass: true }],
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

  it('does not keep the answer of a call during which it was invalidated', async () => {
    const call = callOf();
    await responseCache(call, async () => {
      await call.services.cache.invalidate({ kind: 'event', event: 'record_update' });
      return found;
    });
    const family = familyOf(() => found);
    await responseCache(callOf(), family.next);
    expect(family.asked).toBe(1);
  });

  it('counts a fault and a miss for every call that fails to reach it, and fails no call', async () => {
    state = { ...state, table: 'missing' };
    const family = familyOf(() => found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    expect(await responseCache(callOf(), family.next)).toEqual(found);
    expect(family.asked).toBe(2);
    expect(counted).toEqual(['CacheFault', 'CacheMiss', 'CacheFault', 'CacheMiss']);
  });

  it('counts as a miss if it fails after the look-up', async () => {
    const call = callOf();
    const { cache } = call.services;
    jest.spyOn(cache, 'lease').mockRejectedValue(new Error('throttled'));
    jest.spyOn(cache, 'put').mockRejectedValue(new Error('throttled'));
    expect(await responseCache(call, async () => found)).toEqual(found);
    expect(counted).toEqual(['CacheFault', 'CacheMiss', 'CacheFault']);
  });
});

describe('simultaneous misses', () => {
  it('ask the family once for a hundred calls', async () => {
    const { promise: open, resolve: opens } = Promise.withResolvers<void>();
    const family = familyOf(() => found, open);
    // Each call has a cache of its own, as on separate instances; they share the table.
    const all = Array.from({ length: 100 }, () => callOf());
    let looks = 0;
    for (const { services } of all) {
      const { get } = services.cache;
      // The family answers only after every call has looked up the answer and found nothing.
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
    // A waiting call reads the lease alone (await-answer.test.ts checks how often), and looks up the answer once at the end.
    expect(looks).toBeLessThanOrEqual(2 * all.length);
    expect(counted.filter((name) => name === 'CacheHit')).toHaveLength(99);
  });

  it('ask for themselves if the first call got an answer that is not kept', async () => {
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

  it('ask for themselves once half of the time of the first call is over', async () => {
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

  it('is given again without another payment and without a confirmation', async () => {
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

  it('comes from the idempotency record if the key is known', async () => {
    const family = familyOf(() => found);
    await pay(family.next, { key: 'k1' });
    const repeated = await dispatching(family.next)(callOf({ pays: true, key: 'k1' }));
    expect(repeated.meta).toMatchObject({ providerTransactionId: 't-1', replayed: true });
  });

  it('still has to be confirmed if the cache fails', async () => {
    const call = callOf({ pays: true });
    jest.spyOn(call.services.cache, 'get').mockRejectedValue(new Error('throttled'));
    await expect(dispatching(async () => found)(call)).rejects.toMatchObject({ code: 'E3007' });
    expect(counted).toEqual(['CacheFault', 'CacheMiss']);
  });
});

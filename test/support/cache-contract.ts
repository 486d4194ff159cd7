import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type {
  CacheScope,
  CacheSlot,
  KeptOutcome,
  ResponseCache,
} from '../../functions/platform/cache/response-cache.ts';

type Ok = Extract<KeptOutcome, { status: 'ok' }>;
const outcome: Ok = { status: 'ok', structuredContent: { found: true }, meta: {} };
const later: Ok = { status: 'ok', structuredContent: { found: false }, meta: {} };

let slots = 0;
/** A slot that no other test uses; its scopes are its own too. */
function newSlot(): CacheSlot {
  slots += 1;
  const scopes: CacheScope[] = [
    { kind: 'tool', tool: `look_up_${slots}` },
    { kind: 'principal', tenant: 'acme', principal: `user:${slots}` },
    { kind: 'event', event: `record_update_${slots}` },
  ];
  return { tenant: 'acme', hash: `0a1b${slots}`, scopes };
}

const { now } = Date;
let ahead = 0;
/** Moves the clock of all caches; stored items stay. */
function passSeconds(seconds: number): void {
  ahead += seconds * 1000;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
}

/** Tests that every store of the port has to pass. */
export function describeCache(cacheOf: () => ResponseCache): void {
  afterEach(() => {
    jest.restoreAllMocks();
    ahead = 0;
  });

  async function putAnswer(into: CacheSlot, more: { staleSeconds?: number; outcome?: KeptOutcome } = {}) {
    const { generations } = await cacheOf().get(into);
    await cacheOf().put(into, { outcome, generations, ttlSeconds: 60, ...more });
  }
  const answerOf = async (from: CacheSlot) => (await cacheOf().get(from)).answer?.outcome;

  describe('a cached response', () => {
    it('is found again', async () => {
      const slot = newSlot();
      expect(await cacheOf().get(slot)).toEqual({ leased: false, generations: '0.0.0' });
      await putAnswer(slot);
      expect(await cacheOf().get(slot)).toMatchObject({ answer: { outcome, stale: false } });
    });

    it('is the whole outcome of the tool, including failures and every kind of text', async () => {
      const slot = newSlot();
      const odd: Ok = { status: 'ok', content: [{ type: 'text', text: 'ä \u0000 "😀"\r\n' }], meta: {} };
      await putAnswer(slot, { outcome: odd });
      expect(await answerOf(slot)).toEqual(odd);
    });

    it.each([{ hash: 'other' }, { tenant: 'globex' }])('is not found in another slot: %j', async (other) => {
      const slot = newSlot();
      await putAnswer(slot);
      expect(await answerOf({ ...slot, ...other })).toBeUndefined();
    });

    it('ends with its time, even if it is still stored', async () => {
      const slot = newSlot();
      await putAnswer(slot);
      passSeconds(61);
      expect(await answerOf(slot)).toBeUndefined();
    });

    it('is stale for the time of its rule, and then ends', async () => {
      const slot = newSlot();
      await putAnswer(slot, { staleSeconds: 30 });
      passSeconds(61);
      expect(await cacheOf().get(slot)).toMatchObject({ answer: { outcome, stale: true } });
      passSeconds(30);
      expect(await answerOf(slot)).toBeUndefined();
    });

    it('is not cached if it exceeds an item of DynamoDB', async () => {
      const slot = newSlot();
      const large: Ok = { ...outcome, structuredContent: { text: 'ä'.repeat(200_000) } };
      expect(await cacheOf().put(slot, { outcome: large, generations: '0.0.0', ttlSeconds: 60 })).toBe(false);
      const fits: Ok = { ...outcome, structuredContent: { text: 'ä'.repeat(194_000) } };
      expect(await cacheOf().put(slot, { outcome: fits, generations: '0.0.0', ttlSeconds: 60 })).toBe(true);
      expect(await answerOf(slot)).toEqual(fits);
    });
  });

  describe('an invalidation', () => {
    it.each([0, 1, 2])(
      'by scope %i of the slot makes its response void, stale or not, but no later response',
      async (index) => {
        const slot = newSlot();
        await putAnswer(slot, { staleSeconds: 60 });
        const scope = slot.scopes[index];
        if (scope) await cacheOf().invalidate(scope);
        expect(await answerOf(slot)).toBeUndefined();
        passSeconds(61);
        expect(await answerOf(slot)).toBeUndefined();
        await putAnswer(slot);
        expect(await answerOf(slot)).toEqual(outcome);
      },
    );

    it.each<CacheScope>([
      { kind: 'tool', tool: 'other' },
      { kind: 'principal', tenant: 'globex', principal: 'user:1' },
      { kind: 'event', event: 'other' },
    ])('by %j leaves other responses', async (scope) => {
      const slot = newSlot();
      await putAnswer(slot);
      await cacheOf().invalidate(scope);
      expect(await answerOf(slot)).toEqual(outcome);
    });

    it('makes a response void that was being fetched at the time', async () => {
      const slot = newSlot();
      const { generations } = await cacheOf().get(slot);
      await cacheOf().invalidate(slot.scopes[0] ?? { kind: 'event', event: '' });
      await cacheOf().put(slot, { outcome, generations, ttlSeconds: 60 });
      expect(await answerOf(slot)).toBeUndefined();
    });
  });

  describe('the lease of a response that is being fetched', () => {
    const lease = (slot: CacheSlot, owner: string, until = Date.now() + 60_000) =>
      cacheOf().lease(slot, { owner, until, generations: '0.0.0' });

    it('is given to exactly one of fifty simultaneous callers', async () => {
      const slot = newSlot();
      const given = await Promise.all(Array.from({ length: 50 }, (_, index) => lease(slot, `call-${index}`)));
      expect(given.filter(Boolean)).toHaveLength(1);
      expect(await cacheOf().get(slot)).toMatchObject({ leased: true });
      expect(await cacheOf().isLeased(slot)).toBe(true);
    });

    it('is given again to its owner, whose write was retried', async () => {
      const slot = newSlot();
      await lease(slot, 'call-1');
      expect(await lease(slot, 'call-1')).toBe(true);
    });

    it('ends with the response, and is refused while a response exists', async () => {
      const slot = newSlot();
      await lease(slot, 'call-1');
      await putAnswer(slot);
      expect(await cacheOf().isLeased(slot)).toBe(false);
      expect(await cacheOf().get(slot)).toMatchObject({ leased: false, answer: { outcome } });
      expect(await lease(slot, 'call-2')).toBe(false);
    });

    it('ends by itself', async () => {
      const slot = newSlot();
      await lease(slot, 'call-1', Date.now() + 1_000);
      passSeconds(2);
      expect(await cacheOf().isLeased(slot)).toBe(false);
      expect(await lease(slot, 'call-2')).toBe(true);
    });

    it('can end at a fraction of a millisecond', async () => {
      const slot = newSlot();
      expect(await lease(slot, 'call-1', Date.now() + 10_000.5)).toBe(true);
      expect(await lease(slot, 'call-2')).toBe(false);
    });

    it('is released by its owner alone', async () => {
      const slot = newSlot();
      await lease(slot, 'call-1');
      await cacheOf().release(slot, 'call-2');
      expect(await lease(slot, 'call-3')).toBe(false);
      await cacheOf().release(slot, 'call-1');
      expect(await lease(slot, 'call-3')).toBe(true);
    });

    it('leaves a stale response in place until a new one is stored, even if the lease is released', async () => {
      const slot = newSlot();
      await putAnswer(slot, { staleSeconds: 600 });
      passSeconds(61);
      const { answer, generations } = await cacheOf().get(slot);
      const renew = (owner: string) =>
        cacheOf().lease(slot, {
          owner,
          until: Date.now() + 10_000,
          generations,
          ...(answer ? { renews: answer } : {}),
        });
      expect([await renew('call-1'), await renew('call-2')]).toEqual([true, false]);
      expect(await cacheOf().get(slot)).toMatchObject({ leased: true, answer: { outcome, stale: true } });
      await cacheOf().release(slot, 'call-1');
      expect(await cacheOf().get(slot)).toMatchObject({ leased: false, answer: { outcome, stale: true } });
      await putAnswer(slot, { outcome: later });
      expect(await cacheOf().get(slot)).toMatchObject({ answer: { outcome: later, stale: false } });
    });
  });
}

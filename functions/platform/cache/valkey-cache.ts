/**
 * The response cache in Valkey. One hash per slot, so that every operation is one command on one key and no two keys
 * have to meet in a hash slot of the cluster:
 * - get: HMGET mf:{<tenant>#<hash>}, at the same time as the generations (generations.ts), which stay in the state table
 * - isLeased: HGET. lease, put, release: EVAL of the scripts below, atomic on their one key
 * - invalidate: a generation, as with the other store; the answers that it makes void end by their time
 * Times are those of the caller, as in the other store; Valkey's own expiry only deletes.
 */
import type { StateTable } from '../../core/state-table/state-table.ts';
import { bumpGeneration, readWithGenerations } from './generations.ts';
import { type CacheSlot, lookupOf, type ResponseCache, storedResponse } from './response-cache.ts';
import type { ResponseVault } from './response-vault.ts';
import type { ValkeyConnection } from './valkey-connection.ts';

/** Beginning of all keys; the cache's user may touch no others (lib/constructs/response-cache.ts). */
const PREFIX = 'mf:';

/** KEYS: slot. ARGV: owner, until, now, generations, `renew` or `replace`, when the slot may go. */
const LEASE = `
local slot = redis.call('HMGET', KEYS[1], 'leaseOwner', 'leaseUntil', 'freshUntil', 'generations')
local now = tonumber(ARGV[3])
if slot[2] and tonumber(slot[2]) > now and slot[1] ~= ARGV[1] then return 0 end
if slot[3] and tonumber(slot[3]) > now and slot[4] == ARGV[4] then return 0 end
if ARGV[5] == 'replace' then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'leaseOwner', ARGV[1], 'leaseUntil', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[6])
return 1`;

/** KEYS: slot. ARGV: sealed answer in base64, storedAt, freshUntil, keptUntil, generations. */
const PUT = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'sealed', ARGV[1], 'storedAt', ARGV[2], 'freshUntil', ARGV[3], 'keptUntil', ARGV[4], 'generations', ARGV[5])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])`;

/** KEYS: slot. ARGV: owner. */
const RELEASE = `
if redis.call('HGET', KEYS[1], 'leaseOwner') == ARGV[1] then redis.call('HDEL', KEYS[1], 'leaseOwner', 'leaseUntil') end`;

/** What the store stands on beside its connection: the table of generations, and what seals answers. */
export interface ValkeyParts {
  readonly state: StateTable;
  readonly vault: ResponseVault;
}

/** The store for stages that answer a lot, or much at a time, from the cache; the state table keeps the generations. */
export function valkeyCache(valkey: ValkeyConnection, { state, vault }: ValkeyParts): ResponseCache {
  const keyOf = ({ tenant, hash }: CacheSlot) => `${PREFIX}{${tenant}#${hash}}`;
  const run = (script: string, slot: CacheSlot, ...values: (string | number)[]) =>
    valkey.use((client) => client.eval(script, 1, keyOf(slot), ...values));
  return {
    async get(slot) {
      const [fields, { generations }] = await Promise.all([
        valkey.use((client) =>
          client.hmget(keyOf(slot), 'sealed', 'storedAt', 'freshUntil', 'keptUntil', 'generations', 'leaseUntil'),
        ),
        readWithGenerations(state, slot),
      ]);
      const [sealed, storedAt, freshUntil, keptUntil, storedUnder, leaseUntil] = fields;
      const lease = { leaseUntil: Number(leaseUntil ?? 0) };
      const open = (bytes: Uint8Array) => vault.open(bytes, slot);
      if (sealed == null) return lookupOf(lease, generations, open);
      const times = { storedAt: Number(storedAt), freshUntil: Number(freshUntil), keptUntil: Number(keptUntil) };
      const stored = { ...lease, sealed: Buffer.from(sealed, 'base64'), ...times, generations: storedUnder ?? '' };
      return lookupOf(stored, generations, open);
    },

    async isLeased(slot) {
      const until = await valkey.use((client) => client.hget(keyOf(slot), 'leaseUntil'));
      return Number(until ?? 0) > Date.now();
    },

    async lease(slot, { owner, until, generations, renews }) {
      const mode = renews ? 'renew' : 'replace';
      const end = Math.ceil(Math.max(until, renews?.keptUntil ?? 0));
      return (await run(LEASE, slot, owner, until, Date.now(), generations, mode, end)) === 1;
    },

    async put(slot, answer) {
      const stored = await storedResponse(answer, (outcome) => vault.seal(outcome, slot));
      if (stored === undefined) return false;
      const { storedAt, freshUntil, keptUntil, generations } = stored;
      const sealed = Buffer.from(stored.sealed).toString('base64');
      await run(PUT, slot, sealed, storedAt, freshUntil, Math.ceil(keptUntil), generations);
      return true;
    },

    async release(slot, owner) {
      await run(RELEASE, slot, owner);
    },

    invalidate: (scope) => bumpGeneration(state, scope),
  };
}

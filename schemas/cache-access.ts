/**
 * What the platform's user may do in a Valkey cache, as an access string of ElastiCache and of `ACL SETUSER`: the
 * commands of the store (functions/platform/cache/valkey-cache.ts, those of its scripts included) on its keys, and what
 * a client needs to find its way in a cluster.
 */
export const VALKEY_ACCESS =
  '~mf:* -@all +@connection +info +cluster|slots +cluster|info +hget +hmget +hset +hdel +del +pexpireat +eval';

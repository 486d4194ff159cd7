/**
 * Access string (ElastiCache, `ACL SETUSER`) of the platform's user in a Valkey cache. It allows the commands that
 * functions/platform/cache/valkey-cache.ts and its scripts use, on their keys, and those that a client needs to find
 * its way in a cluster.
 */
export const VALKEY_ACCESS =
  '~mf:* -@all +@connection +info +cluster|slots +cluster|info +hget +hmget +hset +hdel +del +pexpireat +eval';

import { dynamoDbCache } from '../cache/dynamodb-cache.ts';
import type { CacheScope } from '../cache/response-cache.ts';
import { stateTable } from './tables.ts';

/** The response cache, for a family with the capability `cache-invalidation`. */
export interface CacheDesk {
  /** Makes kept answers void, from the next call on. */
  invalidate(scope: CacheScope): Promise<void>;
}

export function cacheDesk(): CacheDesk {
  const cache = dynamoDbCache(stateTable());
  return { invalidate: (scope) => cache.invalidate(scope) };
}

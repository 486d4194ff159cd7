import { bumpGeneration } from '../../platform/cache/generations.ts';
import type { CacheScope } from '../../platform/cache/response-cache.ts';
import { stateTable } from './tables.ts';

/** The response cache, for a family with the capability `cache-invalidation`. */
export interface CacheClient {
  /** Makes kept answers void, from the next call on. */
  invalidate(scope: CacheScope): Promise<void>;
}

export function cacheClient(): CacheClient {
  const state = stateTable();
  return { invalidate: (scope) => bumpGeneration(state, scope) };
}

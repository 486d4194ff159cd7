import type { Outcome } from '../../../schemas/invocation.ts';

/** Outcomes that can be cached: successful answers, and the failures that the tool's rule names. */
export type CacheableOutcome = Extract<Outcome, { status: 'ok' | 'error' }>;

/** What invalidates responses: their tool, their principal, or an event that tools name in `cache.invalidateOn`. */
export type CacheScope =
  | { readonly kind: 'tool'; readonly tool: string }
  | { readonly kind: 'principal'; readonly tenant: string; readonly principal: string }
  | { readonly kind: 'event'; readonly event: string };

/** The place of one response. `hash` is a keyed hash of everything on which the answer depends (cache-key.ts). */
export interface CacheSlot {
  readonly tenant: string;
  readonly hash: string;
  readonly scopes: readonly CacheScope[];
}

/** A cached response that is valid or stale. Times are in Unix milliseconds. */
export interface CachedResponse {
  readonly outcome: CacheableOutcome;
  readonly storedAt: number;
  /** True if its time has passed, but it may still be returned while it is refreshed. */
  readonly stale: boolean;
  /** When it may no longer be returned. */
  readonly keptUntil: number;
}

/** The result of a look-up in a slot. */
export interface CacheLookup {
  /** The cached response, if there is one that is neither too old nor invalidated. */
  readonly answer?: CachedResponse;
  /** True if another call is getting the answer at this moment. */
  readonly leased: boolean;
  /**
   * The generations of the slot's scopes at this moment. An answer is stored under the generations seen before the
   * call.
   */
  readonly generations: string;
}

/** A response to store: valid for `ttlSeconds`, and stale for another `staleSeconds` while it is refreshed. */
export interface NewCachedResponse {
  readonly outcome: CacheableOutcome;
  readonly generations: string;
  readonly ttlSeconds: number;
  readonly staleSeconds?: number;
}

/** The lease of the one call that gets the answer of a slot, for all calls that wait for it. */
export interface Lease {
  /** Unique per call, so that a retry of the same write is recognised. */
  readonly owner: string;
  /** Unix milliseconds at which the other calls stop waiting. */
  readonly until: number;
  readonly generations: string;
  /** The stale response that is refreshed, and returned until then; without it, a stored response is deleted. */
  readonly renews?: CachedResponse;
}

/**
 * The port of response caches. Stores throw their errors, and the guard treats them as a miss. A response that is too
 * old or invalidated is never returned, whether or not the store has deleted it.
 */
export interface ResponseCache {
  get(slot: CacheSlot): Promise<CacheLookup>;
  /**
   * Whether another call is getting the answer at this moment. Waiting calls ask it; it costs at most a quarter of
   * `get`.
   */
  isLeased(slot: CacheSlot): Promise<boolean>;
  /** False if another call has the lease, or if a fresh response was stored since the look-up. */
  lease(slot: CacheSlot, lease: Lease): Promise<boolean>;
  /** Stores a response, which ends any lease. False if it is too large. */
  put(slot: CacheSlot, answer: NewCachedResponse): Promise<boolean>;
  /** Releases a lease without storing a response; a stored response stays. */
  release(slot: CacheSlot, owner: string): Promise<void>;
  /** Invalidates every response of the scope, including those that are being fetched now. */
  invalidate(scope: CacheScope): Promise<void>;
}

/**
 * Largest response in bytes, for both stores: an item of DynamoDB holds 400 KB (409,600 bytes), including the names of
 * its attributes.
 */
const MAX_ANSWER_BYTES = 390_000;

/** A response as stores hold it. Times are in Unix milliseconds. */
export interface StoredResponse {
  /** The outcome, sealed for its slot (response-vault.ts). */
  readonly sealed: Uint8Array;
  readonly storedAt: number;
  readonly freshUntil: number;
  readonly keptUntil: number;
  readonly generations: string;
}

/** A response as stores hold it; undefined if it is too large. */
export async function storedResponse(
  { outcome, generations, ttlSeconds, staleSeconds = 0 }: NewCachedResponse,
  seal: (outcome: CacheableOutcome) => Promise<Uint8Array>,
): Promise<StoredResponse | undefined> {
  if (Buffer.byteLength(JSON.stringify(outcome)) > MAX_ANSWER_BYTES) return undefined;
  const sealed = await seal(outcome);
  const storedAt = Date.now();
  const freshUntil = storedAt + ttlSeconds * 1000;
  return { sealed, storedAt, freshUntil, keptUntil: freshUntil + staleSeconds * 1000, generations };
}

/** What a store holds for a slot: a response, a lease, both or neither. */
export interface StoredSlot extends Partial<StoredResponse> {
  readonly leaseUntil?: number;
}

/**
 * Evaluates what a store holds for a slot, by the time and the current generations. A response that does not open
 * counts as a miss.
 */
export async function lookupOf(
  stored: StoredSlot | undefined,
  generations: string,
  open: (sealed: Uint8Array) => Promise<CacheableOutcome | undefined>,
): Promise<CacheLookup> {
  const now = Date.now();
  const leased = (stored?.leaseUntil ?? 0) > now;
  const { sealed, storedAt, freshUntil = 0, keptUntil = freshUntil } = stored ?? {};
  const good = keptUntil > now && stored?.generations === generations;
  if (!good || sealed === undefined || storedAt === undefined) return { leased, generations };
  const outcome = await open(sealed);
  if (outcome === undefined) return { leased, generations };
  return { answer: { outcome, storedAt, stale: freshUntil <= now, keptUntil }, leased, generations };
}

import type { Outcome } from '../../../schemas/invocation.ts';

/** What is kept: answers that went well, and the failures that the tool's rule names. */
export type CacheableOutcome = Extract<Outcome, { status: 'ok' | 'error' }>;

/** What answers are made void by: their tool, their principal, or an event that tools name in `cache.invalidateOn`. */
export type CacheScope =
  | { readonly kind: 'tool'; readonly tool: string }
  | { readonly kind: 'principal'; readonly tenant: string; readonly principal: string }
  | { readonly kind: 'event'; readonly event: string };

/** The place of one answer. `hash` is a keyed hash of all that tells answers apart (cache-key.ts). */
export interface CacheSlot {
  readonly tenant: string;
  readonly hash: string;
  readonly scopes: readonly CacheScope[];
}

/** An answer that was kept and is not void. Times are in Unix milliseconds. */
export interface CachedResponse {
  readonly outcome: CacheableOutcome;
  readonly storedAt: number;
  /** True once its time is over, while it may still be given and is to be renewed. */
  readonly stale: boolean;
  /** When it is of no more use to anybody. */
  readonly keptUntil: number;
}

/** What one look into a slot tells. */
export interface CacheLookup {
  /** The answer, where there is one that is neither too old nor void. */
  readonly answer?: CachedResponse;
  /** True where another call is getting the answer at this moment. */
  readonly leased: boolean;
  /** How often each scope had been made void at this moment; an answer is stored under what was seen before it was got. */
  readonly generations: string;
}

/** An answer to be kept: good for `ttlSeconds`, then for `staleSeconds` more while somebody renews it. */
export interface NewCachedResponse {
  readonly outcome: CacheableOutcome;
  readonly generations: string;
  readonly ttlSeconds: number;
  readonly staleSeconds?: number;
}

/** The right to get the answer of a slot for everybody who waits for it. */
export interface Lease {
  /** Recognises our own repeated write; unique per call. */
  readonly owner: string;
  /** Unix milliseconds at which the others stop waiting. */
  readonly until: number;
  readonly generations: string;
  /** The stale answer that is to be renewed, and is given until then; without it what is there is dropped. */
  readonly renews?: CachedResponse;
}

/**
 * The port of response caches. Stores throw what goes wrong; whoever asks treats that as a miss. What is too old or
 * void is never answered, whether or not the store has deleted it.
 */
export interface ResponseCache {
  get(slot: CacheSlot): Promise<CacheLookup>;
  /** Whether another call is getting the answer at this moment: what those who wait ask, a quarter of a look or less. */
  isLeased(slot: CacheSlot): Promise<boolean>;
  /** False where another call has the lease, or a fresh answer has come in since the look. */
  lease(slot: CacheSlot, lease: Lease): Promise<boolean>;
  /** Stores an answer, which ends any lease. False where it is too large to be kept. */
  put(slot: CacheSlot, answer: NewCachedResponse): Promise<boolean>;
  /** Gives a lease back where there is no answer to keep; an answer that is there stays. */
  release(slot: CacheSlot, owner: string): Promise<void>;
  /** Makes every answer of the scope void, those included that are being got now. */
  invalidate(scope: CacheScope): Promise<void>;
}

/**
 * Bytes of an answer that is kept, in either store: an item of DynamoDB holds 400 KB (409,600 bytes), names of
 * attributes included.
 */
const MAX_ANSWER_BYTES = 390_000;

/** An answer as stores keep it. Times are in Unix milliseconds. */
export interface StoredResponse {
  /** The outcome, sealed for its slot (response-vault.ts). */
  readonly sealed: Uint8Array;
  readonly storedAt: number;
  readonly freshUntil: number;
  readonly keptUntil: number;
  readonly generations: string;
}

/** An answer as stores keep it; undefined where it is too large. */
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

/** What a store holds under a slot, as far as it holds anything. */
export interface StoredSlot extends Partial<StoredResponse> {
  readonly leaseUntil?: number;
}

/**
 * What is to be made of a slot at this moment, given how often its scopes have been made void by now. An answer that does
 * not open is none.
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

import type { Outcome } from '../../../schemas/invocation.ts';

/** What is kept: answers that went well, no others. */
export type OkOutcome = Extract<Outcome, { status: 'ok' }>;

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

/** What one look into a slot tells. */
export interface CacheLook {
  /** The answer, where there is one that is neither too old nor void. `storedAt` is in Unix milliseconds. */
  readonly answer?: { readonly outcome: OkOutcome; readonly storedAt: number };
  /** True where another call is getting the answer at this moment. */
  readonly leased: boolean;
  /** How often each scope had been made void at this moment; an answer is stored under what was seen before it was got. */
  readonly generations: string;
}

/** An answer to be kept. */
export interface NewAnswer {
  readonly outcome: OkOutcome;
  readonly generations: string;
  readonly ttlSeconds: number;
}

/** The right to get the answer of a slot for everybody who waits for it. */
export interface Lease {
  /** Recognises our own repeated write; unique per call. */
  readonly owner: string;
  /** Unix milliseconds at which the others stop waiting. */
  readonly until: number;
  readonly generations: string;
}

/**
 * The port of response caches. Stores throw what goes wrong; whoever asks treats that as a miss. What is too old or
 * void is never answered, whether or not the store has deleted it.
 */
export interface ResponseCache {
  get(slot: CacheSlot): Promise<CacheLook>;
  /** False where another call has the lease, or an answer has come in since the look. */
  lease(slot: CacheSlot, lease: Lease): Promise<boolean>;
  /** Stores an answer, which ends any lease. False where it is too large to be kept. */
  put(slot: CacheSlot, answer: NewAnswer): Promise<boolean>;
  /** Gives a lease back where there is no answer to keep. */
  release(slot: CacheSlot, owner: string): Promise<void>;
  /** Makes every answer of the scope void, those included that are being got now. */
  invalidate(scope: CacheScope): Promise<void>;
}

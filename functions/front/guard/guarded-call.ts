import type { CallContext, Outcome } from '../../../schemas/invocation.ts';
import type { Decision } from '../../../schemas/policy.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { Report } from '../../platform/dispatch/dispatcher.ts';
import type { ClaimRequest } from '../../platform/idempotency/claim-repository.ts';
import type { Ended } from '../../platform/idempotency/close-claim.ts';
import type { Permit } from '../../platform/idempotency/permit.ts';
import type { FrontRequest } from '../front-request.ts';
import type { RemainingBudget } from '../limits/charge.ts';
import type { Services } from '../services.ts';
import type { Cacheable } from './cache/cacheable.ts';
import { guardRecorder } from './record-guards.ts';

/** A tool call on its way through the guards. Each guard may look, refuse by throwing, answer, or let pass. */
export interface GuardedCall {
  readonly services: Services;
  readonly request: FrontRequest;
  readonly callId: string;
  readonly startedAt: number;
  readonly tool: ToolRecord;
  readonly arguments: Record<string, unknown>;
  readonly argumentsHash: string;
  readonly context: CallContext;
  readonly onReport: (report: Report) => void;
  readonly interaction: Interaction;
  /** True where the caller wants no cached answer, on a stage that lets it choose. */
  readonly bypassCache: boolean;
  /** What one step establishes for those after it. */
  readonly established: {
    /** What lets this call pass once: a person's confirmation, another's approval. Used with the claim. */
    permits: Permit[];
    /** What remains of the limits. */
    budget?: RemainingBudget;
    /** What policy decided about acting for another person; absent if the call names none. */
    acting?: Decision;
    /** What policy decided about the call, and what the input guards noticed in its arguments. */
    decision?: Decision;
    findings?: string[];
    /**
     * What audit keeps of the arguments, once they match the schema: until then a field may hold anything, and audit
     * keeps none of it.
     */
    audited?: Record<string, unknown>;
    /** True once the audit intent is written: from then on the last step records the outcome itself. */
    intended: boolean;
    /** How the family's part ended, once it has: audit may still fail after that, which undoes nothing. */
    ended?: Ended;
    /** The claim that the call holds: what goes on as a task hands it over. */
    claim?: ClaimRequest;
    /** True where the call is let pass only because its idempotency key is known: then nothing may run. */
    repeat?: boolean;
    /** Where the answer that this call pays for is to be kept, once the cache was seen not to have it. */
    missed?: Missed;
  };
}

/** A miss of the response cache. `generations`: as seen before the answer is got (runtime/cache/response-cache.ts). */
export interface Missed extends Cacheable {
  readonly generations: string;
}

/** How the caller can be asked, and what it answered. */
export interface Interaction {
  /** True where the client takes elicitation requests (2026-07-28, capability declared). */
  readonly canElicit: boolean;
  /**
   * Proof of an earlier round: as request state it comes beside an answer, as a token it is the answer; as continuation
   * it says that the call was confirmed before its family asked for more.
   */
  readonly proof?: { readonly text: string; readonly from: 'request-state' | 'token' | 'continuation' };
  /** Answers to what was asked, by the key it was asked under. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Goes on to the next guard, and at the end to the family. */
export type Next = () => Promise<Outcome>;

/**
 * One guard of the chain.
 * @throws {ManifoldError} to refuse the call
 */
export type Guard = (call: GuardedCall, next: Next) => Promise<Outcome>;

/** The guards as one, by name: each wraps what comes after it. */
export function chain(guards: Readonly<Record<string, Guard>>, last: (call: GuardedCall) => Promise<Outcome>) {
  const named = Object.entries(guards);
  return (call: GuardedCall): Promise<Outcome> => {
    const record = guardRecorder(call);
    const run = (index: number): Promise<Outcome> => {
      const [name, guard] = named[index] ?? [];
      if (name === undefined || !guard) return record.last(() => last(call));
      return record.guard(name, guard, () => run(index + 1));
    };
    return run(0);
  };
}

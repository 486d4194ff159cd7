/** Types of a tool call on its way through the guards. */
import type { CallContext, Outcome } from '../../../schemas/invocation.ts';
import type { Decision } from '../../../schemas/policy.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { CacheRule } from '../../../schemas/tool-definition.ts';
import type { CacheSlot } from '../../platform/cache/response-cache.ts';
import type { Report } from '../../platform/dispatch/dispatcher.ts';
import type { ClaimRequest } from '../../platform/idempotency/claim-repository.ts';
import type { Ended } from '../../platform/idempotency/finish-claim.ts';
import type { Permit } from '../../platform/idempotency/permit.ts';
import type { NormalisedInput } from '../../platform/input/normalise/normalise-input.ts';
import type { UsageRequest } from '../../platform/limits/usage-repository.ts';
import type { FrontRequest } from '../front-request.ts';
import type { RemainingBudget } from '../limits/charge.ts';
import type { Services } from '../services.ts';

/** Key under which a confirmation is asked for and answered. */
export const CONFIRM = 'confirm';

/** A tool call on its way through the guards. Each guard may look at it, refuse it by throwing, answer it, or let it pass. */
export interface GuardedCall {
  readonly services: GuardServices;
  readonly request: GuardedRequest;
  readonly callId: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly tool: ToolRecord;
  /** Normalised. */
  readonly arguments: Record<string, unknown>;
  /** What was changed in the arguments as they came, and what of them could mean two things. */
  readonly input: Pick<NormalisedInput, 'changes' | 'ambiguous'>;
  readonly argumentsHash: string;
  /**
   * Keyed hash of the arguments that stays the same when the master key is rotated. Claims, confirmations and approvals
   * know the call by it: a write that is sent again after a rotation must not be executed again.
   */
  readonly identityHash: string;
  readonly context: CallContext;
  readonly onReport: (report: Report) => void;
  readonly interaction: Interaction;
  /** True if the caller wants no cached answer, on a stage that lets callers choose. */
  readonly bypassCache: boolean;
  /** What one step establishes for those after it. */
  readonly established: Established;
}

/** What guards work with, of all that front works with. */
export type GuardServices = Pick<
  Services,
  | 'audit'
  | 'cache'
  | 'dispatcher'
  | 'inputLimits'
  | 'key'
  | 'mfaMaxAgeSeconds'
  | 'refused'
  | 'renewals'
  | 'state'
  | 'stepUp'
  | 'tasks'
  | 'usage'
>;

/** What guards read of the request that a call came with. */
export type GuardedRequest = Pick<
  FrontRequest,
  'catalogue' | 'charge' | 'correlationId' | 'endpoint' | 'engine' | 'principal' | 'requestBytes' | 'sourceIp'
>;

export interface Established {
  /** What lets this call pass once: a person's confirmation, somebody else's approval. Used with the claim. */
  permits: Permit[];
  /** What remains of the limits. */
  budget?: RemainingBudget;
  /** The call as it was counted. It is counted apart if it is not made (platform/limits/settle.ts). */
  taken?: UsageRequest | undefined;
  /** What policy decided about acting for another person; absent if the call is for the caller itself. */
  acting?: Decision;
  /** What policy decided about the call. */
  decision?: Decision;
  /** What the input guards noticed in the arguments, as audit keeps it. */
  findings?: string[];
  /**
   * What audit keeps of the arguments. Absent until they match the schema: before that any field may hold anything, and
   * audit keeps nothing.
   */
  audited?: Record<string, unknown>;
  /** True once the audit intent is written: from then on the last step records the outcome itself. */
  intended: boolean;
  /** How the family's part ended. Audit may still fail after that, which undoes nothing. */
  ended?: Ended;
  /** The claim that the call holds. A call that goes on as a task hands it over. */
  claim?: ClaimRequest;
  /** True if the call passed only because it retries a known call: then nothing may be executed. */
  retry?: boolean;
  /** The slot in which the answer that this call pays for is to be kept, once the cache was seen not to have it. */
  missed?: Missed;
}

/** The slot of a call whose answer may be kept, and the rule for keeping it. */
export interface Cacheable {
  readonly slot: CacheSlot;
  readonly rule: CacheRule;
}

/** A miss of the response cache. */
export interface Missed extends Cacheable {
  /** Generations of the cache as they were before the answer is fetched (platform/cache/response-cache.ts). */
  readonly generations: string;
}

/** How the caller can be asked, and what it answered. */
export interface Interaction {
  /** True if the client takes elicitation requests (2026-07-28, capability declared). */
  readonly canElicit: boolean;
  /**
   * Proof that an earlier request gave out. As request state it comes beside an answer, as a token it is the answer; as a
   * continuation it says that the call was confirmed before its family asked for more.
   */
  readonly proof?: { readonly text: string; readonly from: 'request-state' | 'token' | 'continuation' };
  /** Answers to what was asked, by the key of the question. */
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Goes on to the next guard, and at the end to the family. */
export type Next = () => Promise<Outcome>;

/**
 * One guard of the chain.
 * @throws {ManifoldError} to refuse the call
 */
export type Guard = (call: GuardedCall, next: Next) => Promise<Outcome>;

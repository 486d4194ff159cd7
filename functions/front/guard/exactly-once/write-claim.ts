/** The exactly-once guard: a write claims its idempotency record, and a retry gets the result of the first execution. */
import type { CallContext, Outcome } from '../../../../schemas/invocation.ts';
import { claimKey, retryClaimKey } from '../../../../schemas/keys.ts';
import { claimsKeys, retryWindowOf } from '../../../../schemas/tool-definition.ts';
import { sharedTime } from '../../../core/aws/shared-clock.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { hashOf } from '../../../core/json/canonical.ts';
import {
  type ClaimRequest,
  type ClaimResult,
  claimWrite,
  isClaimed,
  lookUpClaim,
} from '../../../platform/idempotency/claim-repository.ts';
import { type ClaimTable, claimTable } from '../../../platform/idempotency/claim-results.ts';
import { finishClaim } from '../../../platform/idempotency/finish-claim.ts';
import { usePermits } from '../../../platform/idempotency/permit.ts';
import { type EndedWrite, isOverwritten, noteWrite } from '../../../platform/idempotency/write-subject.ts';
import { CONFIRM, type Guard, type GuardedCall, type Next } from '../guarded-call.ts';
import { ended, HOW_TO_SEND_ANOTHER, unavailable, unreadable } from './claim-refusals.ts';
import { knownTask } from './known-task.ts';
import { replayOf } from './replay.ts';
import { resolveUnfinished } from './unfinished-call.ts';

/** How long an idempotency key is remembered: a day, as payment providers do. */
const KEY_SECONDS = 24 * 3600;

/**
 * Executes a write exactly once: the first call claims its record, a retry gets the first result. Reads pass, and so do
 * calls that may be executed each time; their permits are used all the same.
 */
export const writeClaim: Guard = async (call, next) => {
  const { permits, retry } = call.established;
  const claim = claimOf(call);
  if (!claim) {
    const used = await usePermits(call.services.state, call.callId, permits).catch(unavailable);
    if (used) throw used.used;
    return noted(call, await next());
  }
  const claims = await claimTable(call.services, call.context.principal.tenant);
  const found = retry
    ? ((await lookUpClaim(claims, claim).catch(unavailable)) ?? ended())
    : await claimAnew(call, claims, claim);
  const running = 'task' in found && found.task !== undefined ? await knownTask(call, found.task) : undefined;
  if (running) return running;
  const result = found.state === 'abandoned' ? await resolveUnfinished({ call, claims, claim, by: found.by }) : found;
  return answer({ call, claims, claim, next }, result);
};

/** Claims the call, also in place of a completed record that a later write on the same subject has ended. */
async function claimAnew(call: GuardedCall, claims: ClaimTable, claim: ClaimRequest): Promise<ClaimResult> {
  const { permits } = call.established;
  const found = await claimWrite(claims, claim, permits).catch(unavailable);
  if (found.state !== 'completed' || !(await isPast(call, found))) return found;
  return claimWrite(claims, claim, permits, found.owner).catch(unavailable);
}

/** The write of a call with its outcome, for the subjects that it is noted on. */
function writeOf({ tool, context, arguments: args }: GuardedCall, outcome: Outcome): EndedWrite {
  const { tenant, id } = context.principal;
  return { tenant, principal: id, subject: tool.definition.subject, arguments: args, outcome };
}

/** The outcome of a call that was executed, noted on its subjects: it ends the records of earlier writes on them. */
async function noted(call: GuardedCall, outcome: Outcome): Promise<Outcome> {
  const startedAt = sharedTime(call.startedAt);
  await noteWrite(call.services.state, writeOf(call, outcome), { by: call.callId, startedAt });
  return outcome;
}

/**
 * Whether a completed record no longer answers this call, because a later write on its subject came after it. A record by
 * an idempotency key answers as long as it is kept, since the caller asked for that.
 */
async function isPast(call: GuardedCall, found: ClaimResult | undefined): Promise<boolean> {
  if (found?.state !== 'completed' || found.endedAt === undefined) return false;
  if (call.context.idempotencyKey !== undefined) return false;
  const { owner: by, endedAt, outcome } = found;
  return isOverwritten(call.services.state, writeOf(call, outcome), { by, endedAt }).catch(unavailable);
}

/**
 * The record that a call claims: that of its idempotency key; or, if it has no key and executing it twice would do it
 * twice, that of its own content. Revision 2026-07-28 has clients send a broken call again under a new id, and nothing
 * else shows that the two are one call.
 *
 * @returns undefined for reads, and for calls that may be executed each time
 */
export function claimOf({
  tool,
  context,
  identityHash,
  callId,
}: Pick<GuardedCall, 'tool' | 'context' | 'identityHash' | 'callId'>): ClaimRequest | undefined {
  const { definition } = tool;
  if (!claimsKeys(definition)) return undefined;
  const { idempotencyKey, principal } = context;
  const deadline = sharedTime(context.deadline);
  const { tenant, id } = principal;
  const { name } = definition;
  const { marksStart: marks = false, shownOnceFields: shownOnce } = definition;
  const shared = {
    tool: name,
    argumentsHash: identityHash,
    owner: callId,
    deadline,
    marks,
    ...(shownOnce ? { shownOnce } : {}),
  };
  if (idempotencyKey !== undefined) {
    const providerKey = digest(['key', tenant, id, name, idempotencyKey]);
    const at = claimKey(tenant, id, idempotencyKey);
    return { ...shared, at, providerKey, keepSeconds: KEY_SECONDS, retriesFailures: false };
  }
  const keepSeconds = retryWindowOf(definition);
  if (keepSeconds === 0) return undefined;
  const [major] = definition.version.split('.');
  // The hash of the arguments is keyed, so this hash of it reveals nothing either.
  const at = retryClaimKey(tenant, id, hashOf([name, major, identityHash, ...answersIn(context)]));
  return { ...shared, at, providerKey: digest(['call', tenant, callId]), keepSeconds, retriesFailures: true };
}

const digest = (parts: string[]) => hashOf(parts).slice(0, 32);

/** The caller's answers to its family: with other answers it is another call. A confirmation is front's own question. */
function answersIn({ inputResponses = {}, requestState }: GuardedCall['context']): unknown[] {
  const { [CONFIRM]: _confirmation, ...answers } = inputResponses;
  return Object.keys(answers).length === 0 && requestState === undefined ? [] : [answers, requestState ?? null];
}

/**
 * Whether the call retries a known one. It then gets the result of that one without a second confirmation, and the
 * exactly-once guard lets nothing be executed, even if the record is released in between.
 */
export async function isRetry(call: GuardedCall): Promise<boolean> {
  const claim = claimOf(call);
  if (!claim || !(await isClaimed(call.services.state, claim.at))) return false;
  if (call.tool.definition.subject && call.context.idempotencyKey === undefined) {
    const claims = await claimTable(call.services, call.context.principal.tenant);
    if (await isPast(call, await lookUpClaim(claims, claim).catch(unavailable))) return false;
  }
  call.established.retry = true;
  return true;
}

/** The context that goes to the family, with what the guards established. */
export function claimedContext({ context, established: { permits, claim } }: GuardedCall): CallContext {
  return {
    ...context,
    confirmed: permits.length > 0,
    ...(claim ? { providerKey: claim.providerKey } : {}),
    ...(claim?.marks ? { startMark: claim.owner } : {}),
  };
}

type Resolved = Exclude<ClaimResult, { state: 'abandoned' }>;

interface Claiming {
  call: GuardedCall;
  claims: ClaimTable;
  claim: ClaimRequest;
  next: Next;
}

function answer(claiming: Claiming, result: Resolved): Promise<Outcome> | Outcome {
  const { call, claim } = claiming;
  const keyless = call.context.idempotencyKey === undefined;
  switch (result.state) {
    case 'claimed':
      call.established.claim = { ...claim, providerKey: result.providerKey };
      return execute(claiming);
    case 'completed':
      return replayOf(call, result);
    case 'unreadable':
      throw unreadable(call);
    case 'in-progress':
      throw new ManifoldError(
        'E3006',
        keyless
          ? 'The very same call was made a moment ago and is still being executed.'
          : 'A call with this idempotency key is still being executed.',
        {
          details: {
            retryAfter: result.retryAfterSeconds,
            suggestion: keyless
              ? `Send it again to get its result. ${HOW_TO_SEND_ANOTHER}`
              : 'Repeat it with the same key to get its result.',
          },
        },
      );
    case 'permit-used':
      throw result.permit.used;
    case 'conflict':
      throw new ManifoldError('E2007', 'This idempotency key was used for another call.', {
        details: { field: 'idempotencyKey', suggestion: 'Use a new key for a new call, or the very same arguments.' },
      });
  }
}

/** Executes the call that holds the claim, and completes or releases its record. */
async function execute({ call, claims, claim, next }: Claiming): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await next();
  } catch (thrown) {
    // If audit fails after the family has worked, only the family's own end shows what was done.
    if (call.established.claim) await finishClaim(claims, claim, call.established.ended ?? { thrown });
    throw thrown;
  }
  await noted(call, outcome);
  await finishClaim(claims, claim, { outcome });
  return outcome;
}

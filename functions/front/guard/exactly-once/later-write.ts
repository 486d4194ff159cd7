/** Records of repeats and their subjects: a later write on the same subject ends the record of an earlier one. */
import type { Outcome } from '../../../../schemas/invocation.ts';
import { sharedTime } from '../../../core/aws/shared-clock.ts';
import { logger } from '../../../core/logging/logger.ts';
import type { ItemKey } from '../../../core/state-table/state-table.ts';
import type { ClaimResult } from '../../../platform/idempotency/claim-repository.ts';
import { isWrittenSince, noteWrite, subjectsOf } from '../../../platform/idempotency/write-subject.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { unavailable } from './claim-refusals.ts';

/** Notes an executed write on its subjects. Without the note, a repeat of an earlier write is answered as a replay. */
export async function noteLaterWrite(call: GuardedCall, outcome: Outcome): Promise<void> {
  const subjects = subjectsIn(call, outcome);
  if (subjects.length === 0) return;
  try {
    await noteWrite(call.services.state, subjects, { by: call.callId, startedAt: sharedTime(call.startedAt) });
  } catch (error) {
    logger.error('a write could not be noted on its subject', {
      error: String(error),
      tool: call.tool.definition.name,
    });
  }
}

/**
 * Whether a completed record no longer answers this call: another write on its subject came after it, so its result is
 * no longer true. A record by an idempotency key answers as long as it is kept, since the caller asked for that.
 */
export async function isOverwritten(call: GuardedCall, found: ClaimResult | undefined): Promise<boolean> {
  if (found?.state !== 'completed' || found.endedAt === undefined) return false;
  if (call.context.idempotencyKey !== undefined) return false;
  const subjects = subjectsIn(call, found.outcome);
  if (subjects.length === 0) return false;
  const { owner: by, endedAt } = found;
  return isWrittenSince(call.services.state, subjects, { by, endedAt }).catch(unavailable);
}

function subjectsIn({ tool, context, arguments: args }: GuardedCall, outcome: Outcome): ItemKey[] {
  const { subject } = tool.definition;
  if (!subject || outcome.status !== 'ok') return [];
  const { tenant, id } = context.principal;
  return subjectsOf({ tenant, principal: id }, subject, { arguments: args, answer: outcome.structuredContent });
}

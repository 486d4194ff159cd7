import type { Outcome } from '../../../../schemas/invocation.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { HOW_TO_SEND_ANOTHER } from './claim-refusals.ts';

/** The result of the first call, marked as a replay. Without a key it also says how to send a second call. */
export function replayOf({ context }: Pick<GuardedCall, 'context'>, outcome: Outcome): Outcome {
  const meta = { ...outcome.meta, replayed: true };
  if (context.idempotencyKey !== undefined) return { ...outcome, meta };
  const notice = `The very same call was made a short while ago and is done; this is its result. ${HOW_TO_SEND_ANOTHER}`;
  return { ...outcome, meta: { ...meta, warnings: [notice, ...(meta.warnings ?? [])] } };
}

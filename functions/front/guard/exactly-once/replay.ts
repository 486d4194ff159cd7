import type { Outcome } from '../../../../schemas/invocation.ts';
import { sharedNow } from '../../../core/aws/shared-clock.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { HOW_TO_SEND_ANOTHER } from './claim-refusals.ts';

/** The result of the first call, marked as a replay, with its time. Without a key it also says how to send a second call. */
export function replayOf(
  { context }: Pick<GuardedCall, 'context'>,
  { outcome, endedAt }: { outcome: Outcome; endedAt?: number | undefined },
): Outcome {
  const meta = {
    ...outcome.meta,
    replayed: true,
    ...(endedAt === undefined ? {} : { replayedFrom: new Date(endedAt).toISOString() }),
  };
  if (context.idempotencyKey !== undefined) return { ...outcome, meta };
  const when = endedAt === undefined ? 'a short while ago' : `${secondsSince(endedAt)} seconds ago`;
  const notice = `This is a replay: the very same call was made ${when} and is done. Nothing was done now, and this is the result of that call. ${HOW_TO_SEND_ANOTHER}`;
  return { ...outcome, meta: { ...meta, warnings: [notice, ...(meta.warnings ?? [])] } };
}

const secondsSince = (time: number) => Math.max(0, Math.round((sharedNow() - time) / 1000));

import type { Outcome } from '../../../../schemas/invocation.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { HOW_TO_REPEAT } from './claim-refusals.ts';

/** The result of the first call, marked as such; without a key, with how to say that a second one is meant. */
export function replayed({ context }: GuardedCall, outcome: Outcome): Outcome {
  const meta = { ...outcome.meta, replayed: true };
  if (context.idempotencyKey !== undefined) return { ...outcome, meta };
  const notice = `The very same call was made a short while ago and is done; this is its result. ${HOW_TO_REPEAT}`;
  return { ...outcome, meta: { ...meta, warnings: [notice, ...(meta.warnings ?? [])] } };
}

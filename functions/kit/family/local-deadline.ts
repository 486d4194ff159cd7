import type { CallContext } from '../../../schemas/invocation.ts';

/** What a call may be on its way for: Lambda gives a function ten seconds to start. */
const LONGEST_WAY_MS = 10_000;

/**
 * The context with the deadline by this function's clock. Clocks of two hosts may differ; a call that seems to arrive
 * before it was sent, or later than one can be on its way, was sent by such a clock. It then has the time that it was sent
 * with: what it spent on its way is not known.
 */
export function withLocalDeadline(context: CallContext, now = Date.now()): CallContext {
  const { sentAt, deadline } = context;
  if (sentAt === undefined) return context;
  const way = now - sentAt;
  return way >= 0 && way <= LONGEST_WAY_MS ? context : { ...context, deadline: deadline + way };
}

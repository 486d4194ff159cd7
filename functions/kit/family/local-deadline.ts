import type { CallContext } from '../../../schemas/invocation.ts';

/** Longest time between sending a call and receiving it: Lambda gives a function ten seconds to start. */
const MAX_TRANSIT_MS = 10_000;

/**
 * The context with its deadline in the time of this function's clock. The clocks of two hosts may differ: if a call seems
 * to arrive before it was sent, or more than ten seconds later, the deadline is moved by that difference.
 */
export function withLocalDeadline(context: CallContext, now = Date.now()): CallContext {
  const { sentAt, deadline } = context;
  if (sentAt === undefined) return context;
  const transit = now - sentAt;
  return transit >= 0 && transit <= MAX_TRANSIT_MS ? context : { ...context, deadline: deadline + transit };
}

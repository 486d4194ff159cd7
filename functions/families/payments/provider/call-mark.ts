import type Stripe from 'stripe';
import type { Call } from '../../../kit/tool/call.ts';

const MARK = 'manifold_call';

/** Metadata by which what a call has made is found again, when its answer was lost. */
export function markOf({ context }: Pick<Call, 'context'>): Record<string, string> {
  return context.providerKey === undefined ? {} : { [MARK]: context.providerKey };
}

/** Whether an object was made by this very call. */
export function madeBy(
  { context }: Pick<Call, 'context'>,
  { metadata }: { metadata: Stripe.Metadata | null },
): boolean {
  return context.providerKey !== undefined && metadata?.[MARK] === context.providerKey;
}

import type Stripe from 'stripe';
import type { Call } from '../tool/call.ts';

const MARK = 'manifold_call';

/** Metadata by which an object at Stripe is found again if the answer that names it was lost. */
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

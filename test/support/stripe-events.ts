import { SANDBOX_KEY } from '../../sandboxes/stripe/stand-in.ts';
import type { FamilyHarness } from './family-harness.ts';

/** Events of a type that Stripe's stand-in has made, newest first. */
export async function stripeEvents(
  { ask }: Pick<FamilyHarness, 'ask'>,
  type: string,
): Promise<{ id: string; type: string; data: unknown }[]> {
  const headers = { authorization: `Bearer ${SANDBOX_KEY}` };
  return (await ask(`/v1/events?limit=100&type=${type}`, { headers })).data;
}

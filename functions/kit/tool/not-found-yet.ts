import type { Call } from './call.ts';

/**
 * The state of a call that the provider does not know, while its request may still be on the way.
 *
 * With an idempotency key the call is `absent`: a retry has the same key, so the provider executes only one of the two.
 * Without one it is `unknown`: a retry has a new key, and a late request would be executed as well.
 */
export const notFoundYet = ({ context }: Pick<Call, 'context'>): { state: 'absent' | 'unknown' } => ({
  state: context.idempotencyKey === undefined ? 'unknown' : 'absent',
});

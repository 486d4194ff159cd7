import type { Call } from './call.ts';

/**
 * What a look-up says where the provider knows nothing of a call, though the request may still be on its way there.
 *
 * Under an idempotency key that is `absent`: executed again, the call has the same key at the provider, which takes the
 * two for one. Without one it would be executed under another, and a request that arrives late would be done beside it.
 */
export const notFoundYet = ({ context }: Pick<Call, 'context'>): { state: 'absent' | 'unknown' } => ({
  state: context.idempotencyKey === undefined ? 'unknown' : 'absent',
});

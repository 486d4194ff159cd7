import type { CallContext } from '../../../../schemas/invocation.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** The context that goes to the family, with what the guards established. */
export function claimedContext({ context, established: { permits, claim } }: GuardedCall): CallContext {
  return {
    ...context,
    confirmed: permits.length > 0,
    ...(claim ? { providerKey: claim.providerKey } : {}),
    ...(claim?.marks ? { startMark: claim.owner } : {}),
  };
}

import { ownerOf } from '../../../schemas/agents.ts';
import type { Principal } from '../../../schemas/invocation.ts';

/** Person or process to which streams are counted: an agent's streams are its owner's. */
export function subscriptionOwner({ tenant, id }: Pick<Principal, 'tenant' | 'id'>) {
  return { tenant, id: ownerOf(id) };
}

import { ownerOf } from '../../../schemas/agents.ts';
import type { Principal } from '../../../schemas/invocation.ts';

/** Person or process for which streams are counted: an agent's streams count for its owner. */
export function subscriptionOwner({ tenant, id }: Pick<Principal, 'tenant' | 'id'>) {
  return { tenant, id: ownerOf(id) };
}

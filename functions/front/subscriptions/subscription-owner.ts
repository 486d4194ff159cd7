import type { Principal } from '../../../schemas/invocation.ts';

/** Person or process to which streams are counted: an agent's streams are its owner's. */
export function subscriptionOwner({
  tenant,
  id,
  owner = id,
}: Pick<Principal, 'tenant' | 'id'> & { readonly owner?: string }): { readonly tenant: string; readonly id: string } {
  return { tenant, id: owner };
}

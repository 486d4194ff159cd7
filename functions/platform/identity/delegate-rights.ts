import type { Principal } from '../../../schemas/invocation.ts';
import { mayHave, rolesFor } from '../../../schemas/role-scopes.ts';
import { TIERS, type Tier } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Holder, missingScopes } from '../../core/principal/scopes.ts';
import { rolesBeyond } from '../api-keys/roles-beyond.ts';
import { lastingTier } from '../limits/plans.ts';

/** The rights to give to a credential that is made, or changed, with another one. */
export interface WantedRights {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Absent: the highest that can be given. */
  readonly tier?: Tier;
}

/** The fields of the giver that limit the rights that it can give. */
export type RightsHolder = Holder & Pick<Principal, 'tier' | 'credentialTier' | 'bundle'>;

/** The rights of the new credential. */
export type DelegatedRights = Pick<Principal, 'tier' | 'roles' | 'scopes' | 'bundle'>;

/**
 * The rights that a credential gives to another one. They never exceed the giver's scopes, roles, tier and bundle, and
 * no scope goes to roles that may not have it. The caller decides when the new credential ends.
 *
 * @throws {ManifoldError} E1004 with the field that exceeds the giver's rights, E2004 for a scope without its role
 */
export function delegateRights({ scopes, roles, tier }: WantedRights, giver: RightsHolder): DelegatedRights {
  refuseMore('scopes', missingScopes(scopes, giver));
  refuseMore('roles', rolesBeyond(roles, giver.roles));
  refuseWithoutRole(scopes, roles);
  // The new credential may outlast a subscription. A person's own key gets the plan of the subscription by the person's
  // id.
  const highest = lastingTier(giver);
  const given = tier ?? highest;
  refuseMore('tier', TIERS.indexOf(given) > TIERS.indexOf(highest) ? [given] : []);
  const { bundle } = giver;
  return { tier: given, roles: [...roles], scopes: [...scopes], bundle };
}

function refuseMore(field: string, beyond: readonly string[]): void {
  if (beyond.length === 0) return;
  throw new ManifoldError('E1004', `You cannot give a key more than you have: ${field} ${beyond.join(', ')}.`, {
    details: { field, suggestion: `Leave out ${beyond.join(', ')}.` },
  });
}

/** A scope without its role would have no effect, so it is refused when the key is made. */
function refuseWithoutRole(scopes: readonly string[], roles: readonly string[]): void {
  const [scope] = scopes.filter((one) => !mayHave(one, roles));
  if (scope === undefined) return;
  const needed = rolesFor(scope).join(' or ');
  throw new ManifoldError('E2004', `The scope ${scope} requires the role ${needed}.`, {
    details: { field: 'scopes', suggestion: `Give the role ${needed} as well, or leave out ${scope}.` },
  });
}

import type { Principal } from '../../../schemas/invocation.ts';
import { mayHave, rolesFor } from '../../../schemas/role-scopes.ts';
import { TIERS, type Tier } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Holder, missingScopes } from '../../core/principal/scopes.ts';
import { rolesBeyond } from '../api-keys/roles-beyond.ts';
import { lastingTier } from '../limits/plans.ts';

/** What is wanted for a credential that is made, or changed, with another one. */
export interface WantedRights {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Absent: the highest that may be handed on. */
  readonly tier?: Tier;
}

/** What of the giver decides what it may hand on. */
export type RightsHolder = Holder & Pick<Principal, 'tier' | 'credentialTier' | 'bundle'>;

/** What the new credential has. */
export type DelegatedRights = Pick<Principal, 'tier' | 'roles' | 'scopes' | 'bundle'>;

/**
 * What a credential may hand on to another that is made, or changed, with it: nothing reaches further than the giver in
 * scopes, roles, tier and bundle, and no scope goes to roles that may not have it. When the new credential has to end is
 * the caller's part.
 *
 * @throws {ManifoldError} E1004 naming the field that asks for more than the giver has, E2004 for a scope without its role
 */
export function delegateRights({ scopes, roles, tier }: WantedRights, giver: RightsHolder): DelegatedRights {
  refuseMore('scopes', missingScopes(scopes, giver));
  refuseMore('roles', rolesBeyond(roles, giver.roles));
  refuseWithoutRole(scopes, roles);
  // What is made lasts longer than a subscription: a person's own key has that plan by the person's id.
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

/** Such a scope would do nothing: better said when the key is made than when it is used. */
function refuseWithoutRole(scopes: readonly string[], roles: readonly string[]): void {
  const [scope] = scopes.filter((one) => !mayHave(one, roles));
  if (scope === undefined) return;
  const needed = rolesFor(scope).join(' or ');
  throw new ManifoldError('E2004', `The scope ${scope} is only good with the role ${needed}.`, {
    details: { field: 'scopes', suggestion: `Give the role ${needed} as well, or leave out ${scope}.` },
  });
}

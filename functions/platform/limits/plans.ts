import { ownerOf } from '../../../schemas/agents.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { planAssignmentSk } from '../../../schemas/keys.ts';
import { DEFAULT_PLAN, type Plan, type PlanAssignment, type PlanRecord } from '../../../schemas/plans.ts';
import { TIERS, Tier, type ToolDefinition } from '../../../schemas/tool-definition.ts';

/** The plans of one epoch. */
export interface Plans {
  readonly byName: ReadonlyMap<string, PlanRecord>;
  /** Names of plans by the key of their assignment. */
  readonly assigned: ReadonlyMap<string, string>;
}

export function plansOf(plans: readonly PlanRecord[], assignments: readonly PlanAssignment[]): Plans {
  return {
    byName: new Map(plans.map((plan) => [plan.name, plan])),
    assigned: new Map(assignments.map(({ tenant, principal, plan }) => [planAssignmentSk(tenant, principal), plan])),
  };
}

/** Name of the plan that is assigned to a principal or its tenant; undefined if there is no assignment. */
function assignedTo({ assigned }: Plans, { id, tenant }: Pick<Principal, 'id' | 'tenant'>): string | undefined {
  return assigned.get(planAssignmentSk(tenant, id)) ?? assigned.get(planAssignmentSk(tenant));
}

/**
 * The principal in the tier that it has now: the one that an assigned plan names, such as a subscription that was paid,
 * else the one that its credential says, which may be older.
 */
export function inAssignedTier<Whom extends Pick<Principal, 'id' | 'tenant' | 'tier'>>(
  plans: Plans,
  whom: Whom,
): Whom & Pick<Principal, 'credentialTier'> {
  const tier = Tier.safeParse(assignedTo(plans, whom));
  return tier.success ? { ...whom, tier: tier.data, credentialTier: whom.tier } : whom;
}

/**
 * The tier for credentials that a principal makes: that of its own credential, or of the assigned plan if it is lower.
 */
export function lastingTier({ tier, credentialTier = tier }: Pick<Principal, 'tier' | 'credentialTier'>): Tier {
  return TIERS.indexOf(credentialTier) < TIERS.indexOf(tier) ? credentialTier : tier;
}

/** The plan of a principal: its own, else its tenant's, else that of its tier, else the default. */
export function planFor(plans: Plans, whom: Pick<Principal, 'id' | 'tenant' | 'tier'>): Plan {
  return plans.byName.get(assignedTo(plans, whom) ?? whom.tier) ?? DEFAULT_PLAN;
}

/** The plan of whom a principal belongs to: of its owner, for an agent, and its own otherwise. */
export function ownersPlan(plans: Plans, whom: Pick<Principal, 'id' | 'tenant' | 'tier' | 'ownerTier'>): Plan {
  return planFor(plans, { id: ownerOf(whom.id), tenant: whom.tenant, tier: whom.ownerTier ?? whom.tier });
}

/** The limits of a tool under a plan: what the plan says of it, else what its definition says. */
export function toolLimitsFor(plan: Plan, { name, rateLimit }: Pick<ToolDefinition, 'name' | 'rateLimit'>) {
  return { ...rateLimit, ...(Object.hasOwn(plan.tools, name) ? plan.tools[name] : plan.tools['*']) };
}

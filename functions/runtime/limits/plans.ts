import type { Principal } from '../../../schemas/invocation.ts';
import { planAssignmentSk } from '../../../schemas/keys.ts';
import { DEFAULT_PLAN, type Plan, type PlanAssignment, type PlanRecord } from '../../../schemas/plans.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';

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

/** The plan of a principal: its own, else its tenant's, else that of its tier; the default where there is no record. */
export function planFor(plans: Plans, { id, tenant, tier }: Pick<Principal, 'id' | 'tenant' | 'tier'>): Plan {
  const { byName, assigned } = plans;
  const name = assigned.get(planAssignmentSk(tenant, id)) ?? assigned.get(planAssignmentSk(tenant)) ?? tier;
  return byName.get(name) ?? DEFAULT_PLAN;
}

/** The limits of a tool under a plan: what the plan says of it, else what its definition says. */
export function toolLimitsFor(plan: Plan, { name, rateLimit }: Pick<ToolDefinition, 'name' | 'rateLimit'>) {
  return { ...rateLimit, ...(Object.hasOwn(plan.tools, name) ? plan.tools[name] : plan.tools['*']) };
}

import { ENV } from '../../../schemas/environment.ts';
import type { PlanAssignment } from '../../../schemas/plans.ts';
import { documentClient as client } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import { assignPlan, unassignPlan } from '../../platform/limits/plan-repository.ts';

/** Who has which plan, for a family with the capability `plan-assignments`. A change holds on the next request. */
export interface PlanClient {
  /** Gives a tenant, or one of its principals, a plan in place of the one that its tier names. */
  assign(assignment: PlanAssignment): Promise<void>;
  /** Takes it back: the plan of the tier applies again. Doing it twice is no fault. */
  unassign(whose: Omit<PlanAssignment, 'plan'>): Promise<void>;
}

export function planClient(): PlanClient {
  const registry = { client, table: requireEnv(ENV.REGISTRY_TABLE) };
  return {
    assign: (assignment) => assignPlan(registry, assignment),
    unassign: (whose) => unassignPlan(registry, whose),
  };
}

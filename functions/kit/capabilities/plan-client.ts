import { ENV } from '../../../schemas/environment.ts';
import type { PlanAssignment } from '../../../schemas/plans.ts';
import { documentClient as client } from '../../core/aws/document-client.ts';
import { requireEnv } from '../../core/environment.ts';
import { assignPlan, unassignPlan } from '../../platform/limits/plan-repository.ts';

/** Assigns plans, for a family with the capability `plan-assignments`. A change applies from the next request on. */
export interface PlanClient {
  /** Gives a tenant, or one of its principals, a plan that replaces the plan of its tier. */
  assign(assignment: PlanAssignment): Promise<void>;
  /** Removes the assignment, so that the plan of the tier applies again. Idempotent. */
  unassign(whose: Omit<PlanAssignment, 'plan'>): Promise<void>;
}

export function planClient(): PlanClient {
  const registry = { client, table: requireEnv(ENV.REGISTRY_TABLE) };
  return {
    assign: (assignment) => assignPlan(registry, assignment),
    unassign: (whose) => unassignPlan(registry, whose),
  };
}

/**
 * Plans, in the registry table. Access patterns:
 * - all plans and assignments: Query platform#plans, consistent; once per epoch and instance, with the catalogue
 * - change: one transaction with the rise of the epoch, so that it holds on the next request
 */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { PLANS_PK, planAssignmentSk, planSk } from '../../../schemas/keys.ts';
import { Plan, PlanAssignment, PlanRecord, SHIPPED_PLAN_OWNER } from '../../../schemas/plans.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { writeChanges } from '../registry/registry-writer.ts';
import { type Plans, plansOf } from './plans.ts';

/** All plans, and who has which. */
export async function loadPlans({ client, table }: RegistryTable): Promise<Plans> {
  const plans: PlanRecord[] = [];
  const assignments: PlanAssignment[] = [];
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PLANS_PK },
    ConsistentRead: true,
  };
  for await (const page of paginateQuery({ client }, query)) {
    for (const { pk: _pk, sk, ...record } of page.Items ?? []) {
      if (String(sk).startsWith('plan#')) plans.push(PlanRecord.parse(record));
      else assignments.push(PlanAssignment.parse(record));
    }
  }
  return plansOf(plans, assignments);
}

/** Saves a plan, live on the next request. */
export async function savePlan(registry: RegistryTable, plan: Plan, updatedBy: string): Promise<PlanRecord> {
  const record: PlanRecord = { ...Plan.parse(plan), updatedAt: new Date().toISOString(), updatedBy };
  const Item = { pk: PLANS_PK, sk: planSk(plan.name), ...record };
  await writeChanges(registry, [{ Put: { TableName: registry.table, Item } }], []);
  return record;
}

/** Gives a tenant or a principal a plan, live on the next request. */
export async function assignPlan(registry: RegistryTable, assignment: PlanAssignment): Promise<void> {
  const checked = PlanAssignment.parse(assignment);
  const Item = { pk: PLANS_PK, sk: planAssignmentSk(checked.tenant, checked.principal), ...checked };
  await writeChanges(registry, [{ Put: { TableName: registry.table, Item } }], []);
}

/** Takes an assignment back, live on the next request; where there is none nothing changes. */
export async function unassignPlan(registry: RegistryTable, whose: Omit<PlanAssignment, 'plan'>): Promise<void> {
  const Key = { pk: PLANS_PK, sk: planAssignmentSk(whose.tenant, whose.principal) };
  await writeChanges(registry, [{ Delete: { TableName: registry.table, Key } }], []);
}

/**
 * Brings the shipped plans up to date, on each deploy; what an administrator has changed stays as it is.
 *
 * @returns names of what was written
 */
export async function seedPlans(registry: RegistryTable, shipped: readonly Plan[]): Promise<string[]> {
  const present = await loadPlans(registry);
  const written: string[] = [];
  for (const plan of shipped) {
    const known = present.byName.get(plan.name);
    if (known && (known.updatedBy !== SHIPPED_PLAN_OWNER || isSame(known, plan))) continue;
    await savePlan(registry, plan, SHIPPED_PLAN_OWNER);
    written.push(plan.name);
  }
  return written;
}

function isSame(record: PlanRecord, plan: Plan): boolean {
  const { updatedAt: _at, updatedBy: _by, ...own } = record;
  return canonicalJson(own) === canonicalJson(plan);
}

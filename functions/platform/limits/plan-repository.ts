/**
 * Plans, in the registry table. Access patterns:
 * - all plans and assignments: Query platform#plans, consistent; once per epoch and instance, with the catalogue
 * - change: one transaction with the rise of the epoch, so that it holds on the next request
 */
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { PLANS_PK, planAssignmentSk, planSk } from '../../../schemas/keys.ts';
import {
  DEFAULT_PLAN,
  Plan,
  PlanAssignment,
  PlanRecord,
  SHIPPED_PLAN_OWNER,
  SHIPPED_PLANS,
} from '../../../schemas/plans.ts';
import { canonicalJson } from '../../core/json/canonical.ts';
import { readableRecord, type StoredItem } from '../../core/records/readable-records.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { writeChanges } from '../registry/registry-writer.ts';
import { type Plans, plansOf } from './plans.ts';

/**
 * All plans and their assignments. A record that breaks its contract is reported, and counts at its strictest: such a
 * plan has the limits of the smallest that ships, and such an assignment gives that plan.
 */
export async function loadPlans({ client, table }: RegistryTable): Promise<Plans> {
  const items: StoredItem[] = [];
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PLANS_PK },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) for (const item of Items) items.push(item);
  const isPlan = ({ sk }: StoredItem) => String(sk).startsWith('plan#');
  const assigned = items.filter((item) => !isPlan(item)).map((item) => [String(item.sk), planGivenBy(item)] as const);
  return { byName: plansOf(items.filter(isPlan).map(planOf), []).byName, assigned: new Map(assigned) };
}

/** The plan that ships with the lowest limits: what a record that cannot be read comes to. */
const STRICTEST = SHIPPED_PLANS.find(({ name }) => name === 'free') ?? DEFAULT_PLAN;

function planOf(item: StoredItem): PlanRecord {
  const name = String(item.sk).slice('plan#'.length);
  const belongs = (plan: PlanRecord) => plan.name === name;
  const readable = readableRecord(PlanRecord, item, { kind: 'plan', belongs });
  return readable ?? { ...STRICTEST, name, updatedAt: '', updatedBy: String(item.updatedBy) };
}

function planGivenBy(item: StoredItem): string {
  const belongs = ({ tenant, principal }: PlanAssignment) => planAssignmentSk(tenant, principal) === item.sk;
  return readableRecord(PlanAssignment, item, { kind: 'plan-assignment', belongs })?.plan ?? STRICTEST.name;
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

/** Removes an assignment; in force on the next request. Nothing changes if there is no assignment. */
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

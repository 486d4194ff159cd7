import { assignPlan, loadPlans, savePlan } from '../../functions/platform/limits/plan-repository.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import { planAssignmentSk } from '../../schemas/keys.ts';
import { Plan, type PlanAssignment, type ToolLimit } from '../../schemas/plans.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import type { CommandResult } from '../command/command.ts';
import { ArgumentError, CommandError } from '../command/command-error.ts';

/** Every plan with its limits, then the tenants and principals with another plan than that of their tier. */
export async function listPlans(registry: RegistryTable): Promise<CommandResult> {
  const { byName, assigned } = await loadPlans(registry);
  const plans = [...byName.values()].map(({ name, title, updatedAt: _at, updatedBy, tools, ...limits }) =>
    [
      `${name}  ${title}, by ${updatedBy}`,
      ...Object.entries(limits).map(([limit, value]) => `  ${limit}=${value}`),
      ...Object.entries(tools).map(([tool, own]) => `  ${tool}: ${settingsOf(own)}`),
    ].join('\n'),
  );
  const others = [...assigned].map(([key, plan]) => `${key} has ${plan}`);
  return {
    text: [...plans, ...others].join('\n') || 'There are no plans: a deploy brings them.',
    data: { plans: [...byName.values()], assigned: Object.fromEntries(assigned) },
  };
}

const settingsOf = (limits: ToolLimit) =>
  Object.entries(limits)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/**
 * Changes limits of a plan, or makes a new plan; holds from the next request on.
 *
 * @param settings `callsPerMinute=20`; of a tool `verify_pan.perMinute=5`, of every other tool `*.burst=3`
 * @throws {ArgumentError} if a limit is not known, or is not a number
 */
export async function setPlan(
  registry: AuditedTable,
  { name, settings, by }: { name: string; settings: readonly string[]; by: string },
): Promise<string> {
  const { byName } = await loadPlans(registry);
  const { updatedAt: _at, updatedBy: _by, ...before } = byName.get(name) ?? { name, title: name, tools: {} };
  const plan = settings.reduce<Record<string, unknown>>(withSetting, before);
  const checked = Plan.safeParse(plan);
  if (!checked.success) throw new ArgumentError(sentenceOf(checked.error.issues));
  const known = byName.has(name) ? before : {};
  const change = { operation: 'plans/set' as const, target: name, before: known, after: checked.data };
  await registry.changes.audited(change, async () => ({ result: await savePlan(registry, checked.data, by) }));
  return `The plan "${name}" holds from the next request on.`;
}

function withSetting(plan: Record<string, unknown>, setting: string): Record<string, unknown> {
  const [, tool, limit = '', text = ''] = /^(?:([^.=]+)\.)?([^.=]+)=(\d+)$/.exec(setting) ?? [];
  if (limit === '')
    throw new ArgumentError(`"${setting}" is not a limit: write callsPerMinute=20 or verify_pan.perMinute=5.`);
  if (tool === undefined) return { ...plan, [limit]: Number(text) };
  const tools = plan.tools as Plan['tools'];
  return { ...plan, tools: { ...tools, [tool]: { ...tools[tool], [limit]: Number(text) } } };
}

const sentenceOf = (issues: readonly { path: PropertyKey[]; message: string }[]) =>
  issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');

/**
 * Gives a tenant, or one of its principals, a plan; holds from the next request on.
 *
 * @throws {CommandError} if there is no such plan
 */
export async function givePlan(registry: AuditedTable, assignment: PlanAssignment): Promise<string> {
  const { byName, assigned } = await loadPlans(registry);
  const { tenant, principal, plan } = assignment;
  if (!byName.has(plan)) {
    throw new CommandError(
      `There is no plan "${plan}": ${byName.size > 0 ? `take one of ${[...byName.keys()].join(', ')}` : 'a deploy brings the plans'}.`,
    );
  }
  const change = {
    operation: 'plans/assign' as const,
    target: tenant,
    tenant,
    subject: principal,
    before: { plan: assigned.get(planAssignmentSk(tenant, principal)) },
    after: { plan },
  };
  await registry.changes.audited(change, async () => ({ result: await assignPlan(registry, assignment) }));
  return `${principal ?? `The tenant ${tenant}`} has the plan "${plan}" from the next request on.`;
}

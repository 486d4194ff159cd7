import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { platformResource } from '../../functions/platform/policy/policy-resource.ts';
import {
  type Decision,
  Effect,
  Permission,
  PolicyContext,
  PolicyPrincipal,
  type PolicyRequest,
  PolicyResource,
  PolicyTarget,
} from '../../schemas/policy.ts';
import { GrantRecord, ListRecord, RoleRecord } from '../../schemas/policy-records.ts';
import { CommandError } from '../command/command-error.ts';
import { findTool } from './find-resource.ts';
import { engineOf, type PolicyState } from './policy-state.ts';

/** Defaults of a case: a principal without a role, on a Monday at noon. */
const PRINCIPAL: PolicyPrincipal = {
  id: 'case:someone',
  tenant: 'case',
  tier: 'free',
  roles: [],
  scopes: [],
  credential: 'case',
};
const CONTEXT: PolicyContext = { time: Date.UTC(2026, 0, 5, 12) / 1000, endpoint: 'all', findings: [] };
const CHANGE = { updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'case' };

const added = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value !== null && typeof value === 'object' ? { ...CHANGE, ...value } : value), schema);

/** One case: principal, action, resource, context, and the decision that is expected. */
export const PolicyCase = z.strictObject({
  name: z.string().min(1),
  principal: PolicyPrincipal.partial().strict().default({}),
  action: Permission.default('tools:execute'),
  /** A tool as `name` or `name@version`; `resource` describes a tool that no family has. */
  tool: z.string().optional(),
  resource: PolicyResource.partial().strict().optional(),
  target: PolicyTarget.optional(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  context: PolicyContext.partial().strict().default({}),
  /** Records that the case adds to the policies. */
  given: z
    .strictObject({
      roles: z.array(added(RoleRecord)).optional(),
      lists: z.array(added(ListRecord)).optional(),
      grants: z.array(added(GrantRecord)).optional(),
    })
    .default({}),
  expect: z.strictObject({
    effect: Effect,
    /** Ids of all the policies that determine it, without versions. */
    policies: z.array(z.string()).optional(),
    /** Text that one of the reasons contains. */
    reason: z.string().optional(),
    /** Ids of the LOG_ONLY policies that match. */
    logOnly: z.array(z.string()).optional(),
    visible: z.boolean().optional(),
  }),
});
export type PolicyCase = z.infer<typeof PolicyCase>;

/** Result of a case. `differences` are sentences; the list is empty if the case passed. */
export interface CaseResult {
  name: string;
  decision: Decision;
  differences: string[];
}

/**
 * The cases of a JSON file, which is an array.
 *
 * @throws {CommandError} naming file, case and field
 */
export function readCases(file: string): PolicyCase[] {
  const cases = z.array(PolicyCase).safeParse(parseJson(file));
  if (cases.success) return cases.data;
  const [issue] = cases.error.issues;
  throw new CommandError(`${file}: case ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Runs one case against the policies. */
export function runCase(state: PolicyState, policyCase: PolicyCase): CaseResult {
  const engine = engineOf(state, policyCase.given);
  const request = requestOf(state, policyCase);
  const decision = engine.decide(request);
  const [visible] = engine.visible({ ...request, resources: [request.resource] });
  return { name: policyCase.name, decision, differences: [...differencesOf(policyCase.expect, decision, visible)] };
}

function requestOf({ catalogue }: PolicyState, policyCase: PolicyCase): PolicyRequest {
  const { action, target } = policyCase;
  const base = policyCase.tool
    ? findTool(catalogue, policyCase.tool)
    : platformResource(action.split(':')[0] ?? action);
  return {
    principal: { ...PRINCIPAL, ...policyCase.principal },
    action,
    resource: { ...base, ...policyCase.resource },
    target,
    arguments: policyCase.arguments,
    context: { ...CONTEXT, ...policyCase.context },
  };
}

function* differencesOf(expected: PolicyCase['expect'], decision: Decision, visible = false): Generator<string> {
  const ids = decision.policies.map(idOf);
  const noted = decision.logOnly.map(({ policy }) => idOf(policy));
  if (decision.effect !== expected.effect) yield `effect is ${decision.effect}, expected ${expected.effect}`;
  if (expected.policies && !same(ids, expected.policies))
    yield `policies are [${ids}], expected [${expected.policies}]`;
  if (expected.logOnly && !same(noted, expected.logOnly)) yield `noted are [${noted}], expected [${expected.logOnly}]`;
  const { reason } = expected;
  if (reason !== undefined && !decision.reasons.some((text) => text.includes(reason))) {
    yield `no reason says "${reason}", but "${decision.reasons.join(' ')}"`;
  }
  if (expected.visible !== undefined && visible !== expected.visible) yield `visible is ${visible}`;
}

const idOf = (key: string) => key.replace(/@\d+$/, '');
const same = (one: string[], other: string[]) => one.toSorted().join() === other.toSorted().join();

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

import { ownedBy } from '../../functions/platform/policy/records/compile-records.ts';
import type { Permission, PolicyRequest } from '../../schemas/policy.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import type { Tier } from '../../schemas/tool-definition.ts';
import type { CommandResult } from '../command/command.ts';
import { ArgumentError } from '../command/command-error.ts';
import { findTool } from './find-resource.ts';
import { engineOf, type PolicyState } from './policy-state.ts';
import { whatWouldHelp } from './what-would-help.ts';

/** The question as options of the command line; a list is an option that may be repeated. */
export interface Question {
  tool: string;
  principal?: string | undefined;
  role?: string[];
  scope?: string[];
  tier: Tier;
  tenant?: string | undefined;
  action: Permission;
  finding?: string[];
  arg?: string[];
}

/** The owner of the call in a question about acting for another person. */
const ANOTHER = 'example:another';

/** Why a principal may or may not use a tool: effect, reasons, policies with their text, and changes that would allow it. */
export function explainCommand(state: PolicyState, question: Question): CommandResult {
  const request = requestOf(state, question);
  const engine = engineOf(state);
  const decision = engine.decide(request);
  const [visible] = engine.visible({ ...request, resources: [request.resource] });
  const { principal, resource, action } = request;
  const lines = [
    `${principal.id} (tenant ${principal.tenant}, tier ${principal.tier}, roles ${principal.roles.join(', ') || 'none'}, scopes ${principal.scopes.join(', ') || 'none'})`,
    `${action} on ${resource.kind} ${resource.name}@${resource.version} of family ${resource.family}`,
    '',
    `${decision.effect.toUpperCase()}; the tool is ${visible ? 'listed' : 'not listed'}`,
    ...decision.reasons.map((reason) => `  ${reason}`),
    ...decision.errors.map((error) => `  fault: ${error}`),
    ...decision.policies.flatMap((key) => ['', ...textOf(state.records.policies, key)]),
    ...decision.logOnly.flatMap(({ policy, effect }) => ['', `noted only (${effect}): ${policy}`]),
    ...helpLines(state, request, decision.effect),
  ];
  return { text: lines.join('\n'), data: { request, decision, visible } };

  function helpLines(policyState: PolicyState, denied: PolicyRequest, effect: string): string[] {
    if (effect === 'allow') return [];
    const roles = policyState.records.roles.map(({ name }) => name);
    const ways = whatWouldHelp(engine, denied, roles);
    if (ways.length === 0) return ['', 'No single change of the request would allow it.'];
    return ['', 'It would be allowed:', ...ways.map((way) => `  ${way}`)];
  }
}

/** A policy with the numbers of its lines; a policy made from a role or list has no text. */
function textOf(policies: readonly PolicyRecord[], key: string): string[] {
  const record = policies.find((policy) => `${ownedBy(policy)}${policy.id}@${policy.version}` === key);
  if (!record) return [`${key} (made from a record)`];
  const lines = record.text.trimEnd().split('\n');
  return [
    `${key} (${record.mode}, priority ${record.priority})`,
    ...lines.map((line, index) => `${String(index + 1).padStart(4)}  ${line}`),
  ];
}

function requestOf({ catalogue }: PolicyState, question: Question): PolicyRequest {
  const { principal = 'example:someone', role = [], scope = [], tenant = 'example', finding = [], arg = [] } = question;
  return {
    principal: {
      id: principal,
      tenant,
      tier: question.tier,
      roles: role,
      scopes: scope,
      credential: 'example',
    },
    action: question.action,
    resource: findTool(catalogue, question.tool),
    arguments: Object.fromEntries(arg.map(argumentOf)),
    context: {
      time: Math.floor(Date.now() / 1000),
      endpoint: 'all',
      findings: finding,
      owner: question.action === 'users:act' ? ANOTHER : undefined,
    },
  };
}

/** `name=value`; the value is read as JSON if it is JSON, else as text. */
function argumentOf(text: string): [string, unknown] {
  const [name = '', value] = text.split(/=(.*)/s);
  if (name === '' || value === undefined) throw new ArgumentError(`--arg takes NAME=VALUE, not "${text}".`);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

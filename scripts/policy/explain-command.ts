import type * as z from 'zod';
import { ownedBy } from '../../functions/platform/policy/records/compile-records.ts';
import { Permission, type PolicyRequest } from '../../schemas/policy.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import { Tier } from '../../schemas/tool-definition.ts';
import type { CommandResult } from './command-result.ts';
import { findTool } from './find-resource.ts';
import { PolicyCommandError } from './policy-command-error.ts';
import { whatWouldHelp } from './what-would-help.ts';
import { engineOf, type World } from './world.ts';

/** The question in words of the command line; lists are repeated options. */
export interface Question {
  tool: string;
  principal?: string;
  role?: string[];
  scope?: string[];
  tier?: string;
  tenant?: string;
  action?: string;
  finding?: string[];
  arg?: string[];
}

/** The other person of a question about acting for one. */
const ANOTHER = 'example:another';

/** Says why one principal may or may not use one tool: effect, reasons, the policies with their text, what would help. */
export function explainCommand(world: World, question: Question): CommandResult {
  const request = requestOf(world, question);
  const engine = engineOf(world);
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
    ...decision.policies.flatMap((key) => ['', ...textOf(world.records.policies, key)]),
    ...decision.logOnly.flatMap(({ policy, effect }) => ['', `noted only (${effect}): ${policy}`]),
    ...helpLines(world, request, decision.effect),
  ];
  return { text: lines.join('\n'), exitCode: 0 };

  function helpLines(known: World, asked: PolicyRequest, effect: string): string[] {
    if (effect === 'allow') return [];
    const roles = known.records.roles.map(({ name }) => name);
    const ways = whatWouldHelp(engine, asked, roles);
    if (ways.length === 0) return ['', 'No single change of the request would allow it.'];
    return ['', 'It would be allowed:', ...ways.map((way) => `  ${way}`)];
  }
}

/** A policy with the numbers of its lines; what was made from a role or list has no text. */
function textOf(policies: readonly PolicyRecord[], key: string): string[] {
  const record = policies.find((policy) => `${ownedBy(policy)}${policy.id}@${policy.version}` === key);
  if (!record) return [`${key} (made from a record)`];
  const lines = record.text.trimEnd().split('\n');
  return [
    `${key} (${record.mode}, priority ${record.priority})`,
    ...lines.map((line, index) => `${String(index + 1).padStart(4)}  ${line}`),
  ];
}

function requestOf({ catalogue }: World, question: Question): PolicyRequest {
  const { principal = 'example:someone', role = [], scope = [], tenant = 'example', finding = [], arg = [] } = question;
  return {
    principal: {
      id: principal,
      tenant,
      tier: oneOf(Tier, question.tier ?? 'free', 'tier'),
      roles: role,
      scopes: scope,
      credential: 'example',
    },
    action: oneOf(Permission, question.action ?? 'tools:execute', 'action'),
    resource: findTool(catalogue, question.tool),
    arguments: Object.fromEntries(arg.map(argumentOf)),
    context: {
      time: Math.floor(Date.now() / 1000),
      endpoint: 'all',
      findings: finding,
      ...(question.action === 'users:act' ? { owner: ANOTHER } : {}),
    },
  };
}

/** `name=value`; a value that is JSON is taken as such, any other as text. */
function argumentOf(text: string): [string, unknown] {
  const [name = '', value] = text.split(/=(.*)/s);
  if (name === '' || value === undefined) throw new PolicyCommandError(`--arg is name=value, not "${text}".`);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

function oneOf<Values extends z.ZodEnum>(values: Values, text: string, what: string): z.infer<Values> {
  const value = values.safeParse(text);
  if (value.success) return value.data;
  throw new PolicyCommandError(`"${text}" is no ${what}: take one of ${values.options.join(', ')}.`);
}

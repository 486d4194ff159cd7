import type { DetailedError, PolicyJson, ValidationError } from '@cedar-policy/cedar-wasm';
import type { Cedar } from './load-cedar.ts';
import { ANNOTATIONS } from './policy-set.ts';
import { type Position, positionOf } from './positions.ts';

/** A problem of a policy in Cedar's words, with its position in the text. */
export interface PolicyProblem extends Position {
  severity: 'error' | 'warning';
  message: string;
  /** What Cedar suggests, e.g. "did you mean `amount`?". */
  help?: string;
}

/** Without an error among its problems the policy may be saved. */
export interface Validation {
  problems: PolicyProblem[];
}

export interface ValidationInput {
  text: string;
  /** Cedar schema in its text form, from schemaFor. */
  schema: string;
  /** The tenant that owns the policy, which may then only forbid; absent: the platform owns it. */
  tenant?: string;
}

/**
 * Checks a policy against the schema (Cedar's strict mode) and against what the engine makes of annotations.
 * @throws {Error} if the schema itself is faulty, which is not the fault of the policy's author
 */
export function validatePolicy(cedar: Cedar, { text, schema, tenant }: ValidationInput): Validation {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === 'failure') return { problems: parsed.errors.map((error) => problem(text, error, 'error')) };
  const { json } = parsed;
  const answer = cedar.validate({ schema, policies: { staticPolicies: { policy: text } } });
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  const problems = [
    ...ofPolicy(text, answer.validationErrors, 'error'),
    ...ofPolicy(text, answer.validationWarnings.filter(neverApplies), 'error'),
    ...ofPolicy(
      text,
      answer.validationWarnings.filter((warning) => !neverApplies(warning)),
      'warning',
    ),
    ...[...ownRules(json, tenant)].map((message) => ({ line: 1, column: 1, severity: 'error' as const, message })),
  ];
  return { problems };
}

/** Cedar warns if a policy can match no request. Such a forbid protects nothing, so it is not saved. */
function neverApplies({ error }: ValidationError): boolean {
  return /is impossible|applicable action/.test(error.message);
}

/** A fault is found once for each action and type that a policy applies to, in any order; one of them tells enough. */
function ofPolicy(text: string, errors: readonly ValidationError[], severity: PolicyProblem['severity']) {
  const problems = errors
    .map(({ error }) => problem(text, error, severity))
    .sort((one, other) => one.line - other.line || one.column - other.column || (one.message < other.message ? -1 : 1));
  const place = ({ line, column }: Position) => `${line}:${column}`;
  return [...Map.groupBy(problems, place).values()].flatMap(([first]) => first ?? []);
}

function problem(text: string, error: DetailedError, severity: PolicyProblem['severity']): PolicyProblem {
  const [location] = error.sourceLocations ?? [];
  const label = location?.label ? `: ${location.label}` : '';
  return {
    ...positionOf(text, location?.start ?? 0),
    severity,
    message: error.message.replace(/^for policy `policy`, /, '') + label,
    help: error.help || undefined,
  };
}

function* ownRules({ effect, annotations = {} }: PolicyJson, tenant: string | undefined): Generator<string> {
  const decision = annotations[ANNOTATIONS.decision];
  if (decision !== undefined && decision !== 'requires-approval') {
    yield `@decision("${decision}") is unknown; the one decision is "requires-approval".`;
  }
  if (decision !== undefined && effect === 'permit') {
    yield '@decision("requires-approval") must be on a forbid, so that the call is denied if an engine does not read the annotation.';
  }
  const gate = annotations[ANNOTATIONS.gate];
  if (gate !== undefined && (!['scopes', 'tier'].includes(gate) || effect === 'permit')) {
    yield `@gate("${gate}") must be "scopes" or "tier", and on a forbid.`;
  }
  if (tenant !== undefined && effect === 'permit') {
    yield "A tenant's own policy may only forbid: what its people may do is given by roles.";
  }
}

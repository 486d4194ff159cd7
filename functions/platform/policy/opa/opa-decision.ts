import * as z from 'zod';
import { type Decision, Effect, type PolicyRequest } from '../../../../schemas/policy.ts';
import { deniedByFault } from '../engine.ts';

/** What a Rego rule may answer: a boolean, or a document with reasons. */
const Answer = z.union([
  z.boolean(),
  z.object({
    effect: Effect.optional(),
    allow: z.boolean().optional(),
    reasons: z.array(z.string()).default([]),
    policies: z.array(z.string()).default([]),
  }),
]);

/** A request as Rego reads it, at `input`. Arguments are those that the tool lets policies read. */
export function opaInput(request: PolicyRequest): Record<string, unknown> {
  const { argumentTypes: _types, ...resource } = request.resource;
  return { ...request, resource, arguments: readable(request) };
}

function readable({ arguments: values, resource }: PolicyRequest): Record<string, unknown> {
  const names = Object.keys(resource.argumentTypes ?? {});
  return Object.fromEntries(names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]));
}

/**
 * The decision of a rule's value. Allow is what says so in full: `true`, `effect: "allow"`, or `allow: true` without an
 * effect. An undefined rule has no value and denies, as does a value of another shape, with the fault named.
 */
export function decisionOf(value: unknown): Decision {
  if (value === undefined || value === null) {
    return { effect: 'deny', reasons: ['No rule allows this.'], policies: [], logOnly: [], errors: [] };
  }
  const answer = Answer.safeParse(value);
  if (!answer.success) return deniedByFault(`OPA's answer is not a decision: ${answer.error.message}`);
  const {
    effect,
    allow = false,
    reasons = [],
    policies = [],
  } = typeof answer.data === 'boolean' ? { allow: answer.data } : answer.data;
  const decided = effect ?? (allow ? 'allow' : 'deny');
  const reason = decided === 'allow' ? 'A rule allows this.' : 'No rule allows this.';
  return { effect: decided, reasons: reasons.length > 0 ? reasons : [reason], policies, logOnly: [], errors: [] };
}

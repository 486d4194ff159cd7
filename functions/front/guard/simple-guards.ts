/** Guards that only look at the call: its shape, its schema and the policies. */
import type { AuditFields } from '../../../schemas/audit-field.ts';
import { argumentsError } from '../../core/errors/argument-faults.ts';
import { distinctFaults } from '../../core/input/faults.ts';
import { isObject } from '../../core/json/schema-property.ts';
import { withMinorUnits } from '../../core/money/amount-fields.ts';
import { type Keeping, keptValue } from '../../platform/audit/kept-value.ts';
import { knownScopes } from '../../platform/audit/known-scopes.ts';
import { findingsIn } from '../../platform/input/findings.ts';
import { checkShape, limitsFor } from '../../platform/input/shape.ts';
import { faultsIn } from '../../platform/json-schema/validate.ts';
import { askPolicies, denied } from '../policy/policies.ts';
import { requireApproval } from './approval.ts';
import { fieldForAudit } from './audit/field-for-audit.ts';
import type { Guard } from './guarded-call.ts';

/** Holds arguments to the limits of requirement A20, to those of the stage, or to those that the tool states for itself. */
export const shape: Guard = (call, next) => {
  checkShape(call.arguments, limitsFor(call.tool.definition.inputLimits, call.services.inputLimits));
  return next();
};

/**
 * Refuses arguments that do not match the tool's input schema or could mean two things, before anything is claimed or paid
 * for, and names all faults at once. Decides what audit may keep of the others.
 */
export const inputValidation: Guard = async (call, next) => {
  const { inputSchema, auditFields, amountFields } = call.tool.definition;
  const faults = distinctFaults([...call.input.ambiguous, ...faultsIn(inputSchema, call.arguments)]);
  if (faults.length > 0) throw argumentsError(faults);
  call.established.audited = auditedArguments(auditFields, withMinorUnits(amountFields, call.arguments), {
    keys: await call.services.key('audit-arguments'),
    scopes: knownScopes(call.request.catalogue),
  });
  return next();
};

/**
 * Asks the policies about the call with its arguments (requirement A9). A denied call is refused with the reasons; a call
 * that needs an approval waits until somebody else has given it.
 */
export const policy: Guard = async (call, next) => {
  const { inputSchema, amountFields, name } = call.tool.definition;
  const findings = findingsIn(call.arguments);
  const decision = await askPolicies(call.request, {
    action: 'tools:execute',
    record: call.tool,
    arguments: withMinorUnits(amountFields, call.arguments),
    findings: findings.map(({ kind }) => kind),
  });
  call.established.findings = findings.map(
    ({ kind, field, pattern }) => `${kind}:${fieldForAudit(inputSchema, field)}:${pattern}`,
  );
  call.established.decision = decision;
  if (decision.effect === 'allow') return next();
  if (decision.effect === 'deny') throw denied(decision, name);
  return (await requireApproval(call, decision)) ?? next();
};

/**
 * The arguments that policies may read, as audit keeps them. A path becomes nested objects, so that a back-test reads the
 * arguments as the live policy did.
 *
 * @param args as they passed the input schema
 * @example auditedArguments({ 'card.country': { pattern: '[A-Z]{2}' } }, { card: { country: 'DE' } }, keeping)
 *   // { card: { country: 'DE' } }
 */
export function auditedArguments(
  fields: AuditFields,
  args: Readonly<Record<string, unknown>>,
  keeping: Keeping,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [path, field] of Object.entries(fields)) {
    const names = path.split('.');
    const value = valueAt(args, names);
    if (value !== undefined) place(kept, names, keptValue(value, field, keeping));
  }
  return kept;
}

function valueAt(args: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  let value: unknown = args;
  for (const name of names) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function place(into: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const known = into[name];
  const inner = isObject(known) ? known : {};
  into[name] = inner;
  place(inner, rest, value);
}

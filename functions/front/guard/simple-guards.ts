/** Guards that only look at the call: its shape, its schema, the policies, and how recent the second factor is. */

import type { AuditFields } from '../../../schemas/audit-field.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { argumentsError } from '../../core/errors/argument-faults.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { distinctFaults } from '../../core/input/faults.ts';
import { isObject } from '../../core/json/schema-property.ts';
import { withMinorUnits } from '../../core/money/amount-fields.ts';
import { hasSecondFactor, secondFactorAge } from '../../core/principal/second-factor.ts';
import { type Keeping, keptValue } from '../../platform/audit/kept-value.ts';
import { knownScopes } from '../../platform/audit/known-scopes.ts';
import { findingsIn } from '../../platform/input/findings.ts';
import { checkShape, limitsFor } from '../../platform/input/shape.ts';
import { faultsIn } from '../../platform/json-schema/validate.ts';
import { askPolicies, denied } from '../policy/policies.ts';
import { requireApproval } from './approval.ts';
import { fieldForAudit } from './audit/field-for-audit.ts';
import { needsConfirmation } from './confirmation/confirmation.ts';
import type { Guard, GuardedCall } from './guarded-call.ts';

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

/** Tag of tools that make, change or revoke API keys. */
const CREDENTIALS_TAG = 'api-key';

const NO_SECOND_FACTOR =
  'This tool needs a recent second factor, which this credential cannot have, so somebody else has to approve the call.';

/**
 * Asks for a recent second factor if the tool is marked sensitive (requirement A17), or if the stage asks for it and the
 * tool moves money, destroys something or is about API keys. The refusal follows RFC 9470: it says how recent, so that a
 * client can send the person to the issuer with `max_age`. The call of a credential that cannot have a second factor, such
 * as an agent's key, is approved by somebody else instead.
 */
export const stepUp: Guard = async (call, next) => {
  if (!isSensitive(call.tool.definition, call.services)) return next();
  const { principal } = call.context;
  const { mfaMaxAgeSeconds } = call.services;
  const age = secondFactorAge(principal, call.startedAt / 1000);
  if (age !== undefined && age <= mfaMaxAgeSeconds) return next();
  // The policies may have asked for an approval already, and it was given.
  if (call.established.permits.length > 0) return next();
  if (!isSignIn(principal)) return (await requireApproval(call, { reasons: [NO_SECOND_FACTOR] })) ?? next();
  throw new ManifoldError('E1005', 'This tool needs a recent sign-in with a second factor.', {
    details: {
      error: 'insufficient_user_authentication',
      maxAgeSeconds: mfaMaxAgeSeconds,
      suggestion: hasSecondFactor(principal)
        ? `Sign in again: the last second factor is more than ${Math.floor(mfaMaxAgeSeconds / 60)} minutes old.`
        : 'Sign in again, with a second factor.',
    },
  });
};

function isSensitive(definition: ToolDefinition, { stepUp: stage }: Pick<GuardedCall['services'], 'stepUp'>): boolean {
  if (definition.sensitive) return true;
  return stage === 'on' && (needsConfirmation(definition) || definition.tags.includes(CREDENTIALS_TAG));
}

/** Whether the credential says how a person signed in; that of a program does not, and never has a second factor. */
const isSignIn = ({ authTime, amr }: Pick<Principal, 'authTime' | 'amr'>) =>
  authTime !== undefined || amr !== undefined;

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

import type { AuditFields } from '../../../../schemas/audit-field.ts';
import { isObject } from '../../../core/json/schema-property.ts';
import { type Keeping, keptValue } from '../../../platform/audit/kept-value.ts';

/**
 * The arguments that policies may read, as audit keeps them. Paths become objects again, so that a back-test reads them
 * as the live policy did.
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

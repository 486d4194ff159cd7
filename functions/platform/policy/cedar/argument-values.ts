import type { CedarValueJson } from '@cedar-policy/cedar-wasm';
import type { ArgumentType, ArgumentTypes } from '../../../../schemas/policy.ts';

type CedarRecord = Record<string, CedarValueJson>;

/**
 * Arguments as Cedar values, by their declared types; others are left out, and so is null.
 *
 * A value that its type cannot hold exactly (a number with more than four decimal places, an integer beyond 2^53, a
 * text in place of a declared number) is passed as text. A policy that compares it then fails, and a policy that fails
 * denies, so a value is never rounded past a limit.
 */
export function cedarArguments(values: Record<string, unknown>, types: ArgumentTypes): CedarRecord {
  const record: CedarRecord = {};
  for (const [name, type] of Object.entries(types)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value !== null) record[name] = cedarValue(value, type);
  }
  return record;
}

function cedarValue(value: unknown, type: ArgumentType): CedarValueJson {
  switch (type.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : asText(value);
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : asText(value);
    case 'number':
      return decimalOf(value) ?? asText(value);
    case 'set':
      return Array.isArray(value) ? value.map((item) => cedarValue(item, type.element)) : asText(value);
    case 'record':
      return value !== null && typeof value === 'object' && !Array.isArray(value)
        ? cedarArguments(value as Record<string, unknown>, type.fields)
        : asText(value);
    case 'string':
      return asText(value);
  }
}

/** Cedar's decimal: at most four places, within ±922337203685477.5807. */
function decimalOf(value: unknown): CedarValueJson | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 900_000_000_000_000) return undefined;
  const text = value.toFixed(4);
  return Number(text) === value ? { __extn: { fn: 'decimal', arg: text } } : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

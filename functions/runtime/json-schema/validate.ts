import { type OutputUnit, Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../../schemas/json.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { maskValue } from '../errors/mask.ts';
import { didYouMean } from '../errors/suggest.ts';

/** Validators by schema object: definitions live as long as their catalogue, and their validators with them. */
const validators = new WeakMap<object, Validator>();

/**
 * Checks a value against a JSON Schema 2020-12 document. Interpreted, not compiled: nothing is generated at start,
 * and a schema costs nothing until its tool is called.
 *
 * @throws {ManifoldError} E2002 to E2004 for the first fault, naming the field and what would be right. The value
 *   shown is masked.
 */
export function validateAgainst(schema: JsonSchema, value: unknown): void {
  let validator = validators.get(schema);
  if (!validator) {
    validator = new Validator(schema, '2020-12', false);
    validators.set(schema, validator);
  }
  const { valid, errors } = validator.validate(value);
  if (!valid) throw faultOf(schema, value, errors);
}

/** Keywords whose errors only say that something below them failed. */
const CONTAINERS = new Set(['properties', 'items', 'prefixItems', 'allOf', '$ref', 'if', 'then', 'else', 'false']);

function faultOf(schema: JsonSchema, value: unknown, errors: OutputUnit[]): ManifoldError {
  const missing = errors.find(({ keyword }) => keyword === 'required');
  const unknown = errors.find(
    ({ keyword }) => keyword === 'additionalProperties' || keyword === 'unevaluatedProperties',
  );
  const known = Object.keys((schema.properties as Record<string, unknown> | undefined) ?? {});
  if (unknown) return unknownField(unknown, value, known);
  const fault = missing ?? errors.find(({ keyword }) => !CONTAINERS.has(keyword)) ?? errors[0];
  const field = pathOf(fault?.instanceLocation ?? '#');
  if (missing) {
    const name = /"([^"]+)"/.exec(missing.error)?.[1] ?? '';
    const path = [field, name].filter(Boolean).join('.');
    return new ManifoldError('E2003', `"${path}" is missing.`, {
      details: { field: path, expectedFormat: expectationAt(schema, [...segments(field), name]) },
    });
  }
  const at = segments(field);
  return new ManifoldError(
    'E2004',
    `"${field || 'arguments'}" is not valid: ${fault?.error ?? 'it does not match the schema'}`,
    {
      details: { field, providedValue: maskValue(valueAt(value, at)), expectedFormat: expectationAt(schema, at) },
    },
  );
}

function unknownField(error: OutputUnit, value: unknown, known: string[]): ManifoldError {
  const parent = pathOf(error.instanceLocation);
  const named = /"([^"]+)"/.exec(error.error)?.[1];
  const name =
    named ?? Object.keys((valueAt(value, segments(parent)) ?? {}) as object).find((key) => !known.includes(key)) ?? '';
  const path = [parent, name].filter(Boolean).join('.');
  const suggestion = didYouMean(name, known);
  return new ManifoldError('E2002', `"${path}" is not an argument of this tool.`, {
    details: {
      field: path,
      expectedFormat: `one of ${known.join(', ')}`,
      ...(suggestion ? { suggestion: `Did you mean "${suggestion}"?` } : {}),
    },
  });
}

/** `#/address/pincode` as `address.pincode`. */
function pathOf(instanceLocation: string): string {
  return instanceLocation
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

const segments = (path: string) => path.split('.').filter(Boolean);

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((current, key) => (current as Record<string, unknown> | undefined)?.[key], value);
}

/** What the schema says about one field, in words: its description, or the rule itself. */
function expectationAt(schema: JsonSchema, path: string[]): string {
  const rule = path.reduce<Record<string, unknown> | undefined>((current, key) => {
    const properties = current?.properties as Record<string, Record<string, unknown>> | undefined;
    return properties?.[key] ?? (current?.items as Record<string, unknown> | undefined);
  }, schema);
  if (typeof rule?.description === 'string') return rule.description;
  if (Array.isArray(rule?.enum)) return `one of ${rule.enum.join(', ')}`;
  if (typeof rule?.pattern === 'string') return `text that matches ${rule.pattern}`;
  return typeof rule?.type === 'string' ? rule.type : 'see the input schema of the tool';
}

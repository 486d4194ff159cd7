import { type OutputUnit, Validator } from '@cfworker/json-schema';
import type { JsonSchema } from '../../../schemas/json.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { maskValue } from '../../core/errors/mask.ts';
import { didYouMean } from '../../core/errors/suggest.ts';

/** Validators by schema object. They live as long as the catalogue that holds the schema. */
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

/** Keywords whose errors only say that a part of the value failed. */
const CONTAINERS = new Set(['properties', 'items', 'prefixItems', 'allOf', '$ref', 'if', 'then', 'else', 'false']);

function faultOf(schema: JsonSchema, value: unknown, errors: OutputUnit[]): ManifoldError {
  const unknown = errors.map((error) => unknownField(schema, error)).find((found) => found !== undefined);
  if (unknown) return unknown;
  const missing = errors.find(({ keyword }) => keyword === 'required');
  if (missing) return missingField(schema, missing);
  const fault = errors.find(({ keyword }) => !CONTAINERS.has(keyword)) ?? errors[0];
  const path = pathOf(fault?.instanceLocation ?? '#');
  const field = path.join('.');
  return new ManifoldError(
    'E2004',
    `"${field || 'arguments'}" is not valid: ${fault?.error ?? 'it does not match the schema.'}`,
    { details: { field, providedValue: maskValue(valueAt(value, path)), expectedFormat: expectationAt(schema, path) } },
  );
}

function missingField(schema: JsonSchema, error: OutputUnit): ManifoldError {
  const path = [...pathOf(error.instanceLocation), quotedIn(error)];
  const field = path.join('.');
  return new ManifoldError('E2003', `"${field}" is missing.`, {
    details: { field, expectedFormat: expectationAt(schema, path) },
  });
}

/** The validator also reports a declared property that failed as additional; only undeclared properties are unknown. */
function unknownField(schema: JsonSchema, error: OutputUnit): ManifoldError | undefined {
  if (error.keyword !== 'additionalProperties' && error.keyword !== 'unevaluatedProperties') return undefined;
  const parent = pathOf(error.instanceLocation);
  const known = Object.keys((ruleAt(schema, parent)?.properties as object | undefined) ?? {});
  const name = quotedIn(error);
  if (known.includes(name)) return undefined;
  const field = [...parent, name].join('.');
  const suggestion = didYouMean(name, known);
  return new ManifoldError('E2002', `"${field}" is not an argument of this tool.`, {
    details: {
      field,
      expectedFormat: `one of ${known.join(', ')}`,
      suggestion: suggestion && `Did you mean "${suggestion}"?`,
    },
  });
}

/** The validator names a property in quotes. */
function quotedIn({ error }: OutputUnit): string {
  return /"([^"]+)"/.exec(error)?.[1] ?? '';
}

/** `#/address/pincode` as its segments (RFC 6901). */
function pathOf(instanceLocation: string): string[] {
  return instanceLocation
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((current, key) => (current as Record<string, unknown> | undefined)?.[key], value);
}

type Rule = Record<string, unknown>;

/** The part of the schema for one field. */
function ruleAt(schema: JsonSchema, path: string[]): Rule | undefined {
  return path.reduce<Rule | undefined>(
    (current, key) =>
      (current?.properties as Record<string, Rule> | undefined)?.[key] ?? (current?.items as Rule | undefined),
    schema,
  );
}

/** What a field should be, in words: the description in the schema, or the rule itself. */
function expectationAt(schema: JsonSchema, path: string[]): string {
  const rule = ruleAt(schema, path);
  if (typeof rule?.description === 'string') return rule.description;
  if (Array.isArray(rule?.enum)) return `one of ${rule.enum.join(', ')}`;
  if (typeof rule?.pattern === 'string') return `text that matches ${rule.pattern}`;
  return typeof rule?.type === 'string' ? rule.type : 'see the input schema of the tool';
}

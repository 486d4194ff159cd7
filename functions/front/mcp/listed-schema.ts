import { REFUSAL } from '../../../schemas/argument-refusal.ts';
import type { JsonSchema } from '../../../schemas/json.ts';
import { TEXT_KIND } from '../../../schemas/text-kind.ts';
import { isObject } from '../../core/json/schema-property.ts';

/** Formats that say all that the pattern beside them says. zod writes both, and the pattern costs a model 100 tokens. */
const KNOWN_FORMATS = new Set(['date', 'date-time', 'time', 'email', 'uuid']);
/** Bounds of texts and lists that only limit what the platform takes: not empty, not longer than any usual value. */
const MOST_EMPTY = 3;
const LEAST_LONG = 16;
/** A pattern that only says which characters a text may have: one class, at any length. */
const ONE_CLASS = /^\^\[[^\]]*\](?:[+*]|\{\d+,\d*\})\$$/;

/** Keywords that hold one schema, a list of schemas, and schemas by name. */
const ONE = new Set(['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains']);
const LIST = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const NAMED = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

/**
 * An input schema as it is listed: what a model needs to write the arguments, in keywords that every provider takes. It
 * accepts at least what the stored schema accepts as text, and calls are checked against the stored one.
 */
export function listedSchema(stored: JsonSchema): JsonSchema {
  const schema = withTextAlone(stored);
  return Object.fromEntries(Object.entries(schema).flatMap(([keyword, value]) => listed(keyword, value, schema)));
}

/** A keyword of a schema as it is listed: unchanged, as another keyword, or not at all. */
function listed(keyword: string, value: unknown, schema: JsonSchema): [string, unknown][] {
  if (ONE.has(keyword) && isObject(value)) return [[keyword, listedSchema(value)]];
  if (LIST.has(keyword) && Array.isArray(value)) return [[keyword, value.map(listedPart)]];
  if (NAMED.has(keyword) && isObject(value)) {
    return [[keyword, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, listedPart(part)]))]];
  }
  switch (keyword) {
    // Examples stand in the descriptions; the names in a map may be any text. Hints are for the platform.
    case 'examples':
    case 'propertyNames':
    case TEXT_KIND:
    case REFUSAL:
      return [];
    case 'pattern':
      return isPatternNeeded(String(value), schema) ? [[keyword, value]] : [];
    case 'minLength':
      return Number(value) <= MOST_EMPTY && value !== schema.maxLength ? [] : [[keyword, value]];
    case 'maxLength':
    case 'maxItems':
      return Number(value) >= LEAST_LONG ? [] : [[keyword, value]];
    case 'exclusiveMinimum':
      return typeof value === 'number' ? [['minimum', isInteger(schema) ? value + 1 : value]] : [[keyword, value]];
    case 'exclusiveMaximum':
      return typeof value === 'number' ? [['maximum', isInteger(schema) ? value - 1 : value]] : [[keyword, value]];
    default:
      return [[keyword, value]];
  }
}

/** A description says in words what a pattern asks for, and so does a known format. */
function isPatternNeeded(pattern: string, { format, description }: JsonSchema): boolean {
  return description === undefined && !KNOWN_FORMATS.has(String(format)) && !ONE_CLASS.test(pattern);
}

const listedPart = (part: unknown) => (isObject(part) ? listedSchema(part) : part);
const isInteger = ({ type }: JsonSchema) => type === 'integer';

/**
 * A union of text and numbers as text alone: providers treat such unions differently, and a number loses digits that a text
 * keeps.
 */
function withTextAlone(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (Array.isArray(schema.type) && schema.type.includes('string')) return { ...schema, type: textTypes(schema.type) };
  const options = Array.isArray(anyOf) ? anyOf.filter(isObject) : [];
  const [text, ...others] = options.toSorted((one, other) => Number(isNumber(one)) - Number(isNumber(other)));
  const isUnion = text?.type === 'string' && others.length > 0 && others.every(isNumber);
  return isUnion ? { ...text, ...rest } : schema;
}

function textTypes(types: readonly unknown[]): unknown {
  const kept = types.filter((type) => type !== 'number' && type !== 'integer');
  return kept.length === 1 ? kept[0] : kept;
}

const isNumber = ({ type }: JsonSchema) => type === 'number' || type === 'integer';

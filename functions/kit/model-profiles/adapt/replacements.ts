import type { JsonSchemaObject } from '../lint.ts';
import { isSchema } from '../visit.ts';

/** A list whose items may be anything says so. */
export function itemsAdded(schema: JsonSchemaObject): JsonSchemaObject {
  const isList = schema.type === 'array' || (Array.isArray(schema.type) && schema.type.includes('array'));
  return isList && schema.items === undefined ? { ...schema, items: {} } : schema;
}

const GEMINI_KEPT = new Set([
  ...['type', 'format', 'title', 'description', 'enum', 'items', 'prefixItems', 'minItems', 'maxItems', 'minimum'],
  ...['maximum', 'anyOf', 'properties', 'additionalProperties', 'required'],
]);

export function forGemini(schema: JsonSchemaObject): JsonSchemaObject {
  return toldInWords(withoutUnions(itemsAdded(schema), { emptyItems: { type: 'string' } }), GEMINI_KEPT);
}

const STRICT_KEPT = new Set([
  ...['type', 'format', 'title', 'description', 'enum', 'const', 'items', 'minItems', 'maxItems', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'pattern', 'anyOf', 'properties', 'additionalProperties'],
  ...['required'],
]);
const STRICT_FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);

export function forOpenaiStrict(schema: JsonSchemaObject): JsonSchemaObject {
  const kept =
    typeof schema.format === 'string' && !STRICT_FORMATS.has(schema.format)
      ? new Set([...STRICT_KEPT].filter((keyword) => keyword !== 'format'))
      : STRICT_KEPT;
  return toldInWords(withoutUnions(itemsAdded(schema), { emptyItems: { type: 'string' } }), kept);
}

/** `oneOf` becomes `anyOf`, `allOf` one schema of all properties, `const` an enum if it can. */
function withoutUnions(schema: JsonSchemaObject, { emptyItems }: { emptyItems: JsonSchemaObject }): JsonSchemaObject {
  const { oneOf, allOf, const: only, ...rest } = schema;
  let result: JsonSchemaObject = rest;
  if (Array.isArray(oneOf)) result = { ...result, anyOf: [...(Array.isArray(rest.anyOf) ? rest.anyOf : []), ...oneOf] };
  if (Array.isArray(allOf)) result = allOf.filter(isSchema).reduce<JsonSchemaObject>(joined, result);
  if (only !== undefined) result = { ...result, ...(isPlain(only) ? { type: typeof only, enum: [only] } : {}) };
  if (Array.isArray(result.enum) && !result.enum.every(isPlain)) {
    const { enum: values, ...others } = result;
    const plain = result.enum.filter(isPlain);
    result = {
      ...others,
      description: told(others, { enum: values }),
      ...(plain.length > 0 && result.enum.includes(null) ? { enum: plain } : {}),
    };
  }
  return isSchema(result.items) && Object.keys(result.items).length === 0 ? { ...result, items: emptyItems } : result;
}

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** Two members of an `allOf` as one schema that accepts at least what both accept. */
function joined(first: JsonSchemaObject, second: JsonSchemaObject): JsonSchemaObject {
  const properties = {
    ...(isSchema(first.properties) ? first.properties : {}),
    ...(isSchema(second.properties) ? second.properties : {}),
  };
  const required = [...new Set([...listOf(first.required), ...listOf(second.required)])];
  return {
    ...second,
    ...first,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** Drops keywords that the provider does not know, and says in the description what they ask for. */
function toldInWords(schema: JsonSchemaObject, kept: ReadonlySet<string>): JsonSchemaObject {
  const dropped = Object.entries(schema).filter(([keyword]) => !kept.has(keyword));
  if (dropped.length === 0) return schema;
  const rest = Object.fromEntries(Object.entries(schema).filter(([keyword]) => kept.has(keyword)));
  const asked = dropped.filter(([keyword]) => !SILENT.has(keyword));
  return asked.length === 0 ? rest : { ...rest, description: told(rest, Object.fromEntries(asked)) };
}

const SILENT = new Set(['examples', 'deprecated', '$comment', 'contentEncoding', 'contentMediaType', '$schema']);

function told({ description }: JsonSchemaObject, keywords: Record<string, unknown>): string {
  const words = Object.entries(keywords).map(([keyword, value]) => `${keyword}: ${short(JSON.stringify(value))}`);
  const start = typeof description === 'string' && description !== '' ? `${description} ` : '';
  return `${start}(${words.join('; ')})`;
}

const short = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

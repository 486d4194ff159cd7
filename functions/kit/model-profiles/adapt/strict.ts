import type { JsonSchemaObject } from '../lint.ts';
import { isSchema } from '../visit.ts';
import { rewriteSchema } from './rewrite.ts';

/**
 * Closes every object and requires all of its properties, as strict functions of OpenAI ask. What was optional may be
 * null in place of it. A free map cannot be said there: it becomes a text that holds JSON.
 */
export function toStrict(schema: JsonSchemaObject): JsonSchemaObject {
  return rewriteSchema(schema, closed);
}

function closed(schema: JsonSchemaObject): JsonSchemaObject {
  const isObject = schema.type === 'object' || (Array.isArray(schema.type) && schema.type.includes('object'));
  const properties = isSchema(schema.properties) ? schema.properties : {};
  if (!isObject && (schema.type !== undefined || Object.keys(properties).length === 0)) return typeless(schema);
  if (Object.keys(properties).length === 0 && schema.additionalProperties !== false) return asText(schema);
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const all = Object.entries(properties).map(([name, property]) => [
    name,
    required.includes(name) || !isSchema(property) ? property : orNull(property),
  ]);
  return {
    ...schema,
    properties: Object.fromEntries(all),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** A schema that says nothing of the type cannot be sampled: it becomes a text that holds JSON. */
function typeless({
  properties: _,
  required: __,
  additionalProperties: ___,
  ...schema
}: JsonSchemaObject): JsonSchemaObject {
  const says = ['type', 'anyOf', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined);
  return says ? schema : asText(schema);
}

function asText({ description }: JsonSchemaObject): JsonSchemaObject {
  const about = typeof description === 'string' ? `${description} ` : '';
  return { type: 'string', description: `${about}(a JSON text)` };
}

function orNull(schema: JsonSchemaObject): JsonSchemaObject {
  const { type } = schema;
  if (typeof type === 'string' && schema.enum === undefined) return { ...schema, type: [type, 'null'] };
  if (Array.isArray(type)) return type.includes('null') ? schema : { ...schema, type: [...type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

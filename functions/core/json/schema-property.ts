import type { JsonSchema } from '../../../schemas/json.ts';

/** The schema of a property; undefined if the schema does not declare it. In a union with null, null is ignored. */
export function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const properties = withoutNull(schema).properties;
  if (!isObject(properties) || !Object.hasOwn(properties, name)) return undefined;
  const property = properties[name];
  return isObject(property) ? property : undefined;
}

/** For `anyOf: [T, null]`, which zod writes for nullable values, the schema T: null counts as absent. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const options = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [];
  const real = options.filter((option) => option.type !== 'null');
  return options.length > 0 && real.length === 1 ? (real[0] ?? schema) : schema;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

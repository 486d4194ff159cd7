import type { JsonSchema } from '../../../../schemas/json.ts';

/**
 * Names of properties that an object has in the other direction alone: `readOnly` ones in a request, `writeOnly` ones
 * in an answer. They are kept beside the schema, since another member of an `allOf` may require or repeat them.
 */
const hidden = new WeakMap<JsonSchema, ReadonlySet<string>>();

export const hiddenIn = (schema: JsonSchema): ReadonlySet<string> => hidden.get(schema) ?? new Set();

/** The second schema, which was made of the first one and hides what that hides. */
export function keepingHidden(from: JsonSchema, to: JsonSchema): JsonSchema {
  const names = hidden.get(from);
  if (names !== undefined) hidden.set(to, names);
  return to;
}

/** The object without the hidden properties, and without requiring them. */
export function withHidden(schema: JsonSchema, names: ReadonlySet<string>): JsonSchema {
  if (names.size === 0) return schema;
  const { properties, required, ...rest } = schema;
  const visible: JsonSchema = rest;
  if (properties !== undefined) {
    visible.properties = Object.fromEntries(Object.entries(properties as object).filter(([name]) => !names.has(name)));
  }
  const needed = Array.isArray(required) ? required.filter((name) => !names.has(name)) : [];
  if (needed.length > 0) visible.required = needed;
  hidden.set(visible, names);
  return visible;
}

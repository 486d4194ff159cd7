import type { JsonSchemaObject } from '../lint.ts';
import { isSchema, SCHEMA_KEYWORDS } from '../visit.ts';

/** Values that a schema may grow to while references are written out; what is beyond stays open. */
const MOST_SCHEMAS = 5_000;

/**
 * Replaces references by their definitions. A reference back into what is being written out becomes an open
 * value that says what it stands for; so does everything once the schema has grown too large.
 */
export function inlineReferences(root: JsonSchemaObject): JsonSchemaObject {
  const definitions = isSchema(root.$defs) ? root.$defs : undefined;
  if (definitions === undefined) return root;
  let written = 0;
  const write = (schema: JsonSchemaObject, open: readonly string[]): JsonSchemaObject => {
    written += 1;
    const { $ref, ...beside } = schema;
    const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : undefined;
    if (name !== undefined) {
      const target = definitions[name];
      const isOpen = open.includes(name) || written > MOST_SCHEMAS || !isSchema(target);
      if (isOpen) return { description: `A value of the kind "${name}".`, ...beside };
      return { ...write(target, [...open, name]), ...writeParts(beside, open) };
    }
    return writeParts(schema, open);
  };
  const writeParts = (schema: JsonSchemaObject, open: readonly string[]): JsonSchemaObject => {
    const into = (child: unknown): unknown => (isSchema(child) ? write(child, open) : child);
    const parts: Record<string, unknown> = { ...schema };
    for (const keyword of SCHEMA_KEYWORDS.one) if (keyword in parts) parts[keyword] = into(parts[keyword]);
    for (const keyword of SCHEMA_KEYWORDS.list) {
      const list = parts[keyword];
      if (Array.isArray(list)) parts[keyword] = list.map(into);
    }
    for (const keyword of ['properties', 'patternProperties', 'dependentSchemas']) {
      const named = parts[keyword];
      if (isSchema(named))
        parts[keyword] = Object.fromEntries(Object.entries(named).map(([key, child]) => [key, into(child)]));
    }
    return parts;
  };
  const { $defs: _, ...schema } = root;
  return write(schema, []);
}

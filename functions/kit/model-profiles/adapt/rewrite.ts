import type { JsonSchemaObject } from '../lint.ts';
import { isSchema, SCHEMA_KEYWORDS } from '../visit.ts';

type Rewrite = (schema: JsonSchemaObject) => JsonSchemaObject;

/** Rewrites a schema from the inside out: the rewrite sees schemas whose own parts are rewritten. */
export function rewriteSchema(schema: JsonSchemaObject, rewrite: Rewrite): JsonSchemaObject {
  const into = (child: unknown): unknown => (isSchema(child) ? rewriteSchema(child, rewrite) : child);
  const parts: Record<string, unknown> = { ...schema };
  for (const keyword of SCHEMA_KEYWORDS.one) if (keyword in parts) parts[keyword] = into(parts[keyword]);
  for (const keyword of SCHEMA_KEYWORDS.list) {
    const list = parts[keyword];
    if (Array.isArray(list)) parts[keyword] = list.map(into);
  }
  for (const keyword of SCHEMA_KEYWORDS.named) {
    const named = parts[keyword];
    if (isSchema(named))
      parts[keyword] = Object.fromEntries(Object.entries(named).map(([name, child]) => [name, into(child)]));
  }
  return rewrite(parts);
}

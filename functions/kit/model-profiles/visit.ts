import type { JsonSchemaObject, SchemaPlace } from './lint.ts';

/** Keywords that hold one schema, a list of schemas, and schemas by name. */
export const SCHEMA_KEYWORDS = {
  one: [
    'items',
    'additionalProperties',
    'not',
    'if',
    'then',
    'else',
    'contains',
    'propertyNames',
    'unevaluatedProperties',
    'unevaluatedItems',
  ],
  list: ['anyOf', 'oneOf', 'allOf', 'prefixItems'],
  named: ['properties', 'patternProperties', 'dependentSchemas', '$defs'],
} as const;

/** Visits a schema and all schemas in it, each once; a reference is visited where its definition is. */
export function visitSchemas(
  root: JsonSchemaObject,
  visit: (schema: JsonSchemaObject, place: SchemaPlace) => void,
  pointer = '/inputSchema',
  level = 0,
): void {
  visit(root, { pointer, level });
  const into = (child: unknown, at: string, deeper: number) => {
    if (isSchema(child)) visitSchemas(child, visit, `${pointer}/${at}`, level + deeper);
  };
  for (const keyword of SCHEMA_KEYWORDS.one) into(root[keyword], keyword, keyword === 'additionalProperties' ? 1 : 0);
  for (const keyword of SCHEMA_KEYWORDS.list) {
    const list = root[keyword];
    if (Array.isArray(list)) for (const [index, child] of list.entries()) into(child, `${keyword}/${index}`, 0);
  }
  for (const keyword of SCHEMA_KEYWORDS.named) {
    const named = root[keyword];
    if (!isSchema(named)) continue;
    for (const [name, child] of Object.entries(named))
      into(child, `${keyword}/${escaped(name)}`, keyword === '$defs' ? 0 : 1);
  }
}

export function isSchema(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

import type { Tool } from '@modelcontextprotocol/server';
import type { JsonSchema } from '../../../schemas/json.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { listedSchema } from './listed-schema.ts';

/** Listed schemas by the stored ones, which live as long as the catalogue of an instance, so that each is made once. */
const LISTED = new WeakMap<JsonSchema, JsonSchema>();

function listedOnce(stored: JsonSchema): JsonSchema {
  const schema = LISTED.get(stored) ?? listedSchema(stored);
  LISTED.set(stored, schema);
  return schema;
}

/**
 * A tool of the catalogue as `tools/list` gives it. The text is the same on every instance: keys stand in a fixed order,
 * and those of the schemas in the order of the author.
 */
export function listedTool(
  { definition, status }: Pick<ToolRecord, 'definition' | 'status'>,
  { outputSchemas }: { readonly outputSchemas: boolean },
): Tool {
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    inputSchema: listedOnce(definition.inputSchema) as Tool['inputSchema'],
    ...(outputSchemas && definition.outputSchema
      ? { outputSchema: definition.outputSchema as Tool['outputSchema'] }
      : {}),
    annotations: { title: definition.title, ...definition.annotations },
    _meta: {
      'manifold/version': definition.version,
      'manifold/category': `${definition.category}/${definition.subcategory}`,
      ...(definition.task ? { 'manifold/tasks': definition.task.support } : {}),
      ...(status === 'deprecated' ? { 'manifold/deprecated': true } : {}),
    },
  };
}

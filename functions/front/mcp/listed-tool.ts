import type { Tool } from '@modelcontextprotocol/server';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { listedSchema } from './listed-schema.ts';

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
    inputSchema: listedSchema(definition.inputSchema) as Tool['inputSchema'],
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

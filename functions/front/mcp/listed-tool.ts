import type { Tool } from '@modelcontextprotocol/server';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { needsConfirmation } from '../guard/confirmation/confirmation.ts';
import { TOKEN_ARGUMENT } from './call-context.ts';
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
    inputSchema: inputSchemaOf(definition),
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

/** A tool that needs confirmation takes a token as an argument, for clients that cannot be asked by elicitation. */
function inputSchemaOf(definition: ToolRecord['definition']): Tool['inputSchema'] {
  const schema = listedSchema(definition.inputSchema) as Tool['inputSchema'];
  if (!needsConfirmation(definition)) return schema;
  const description = 'Only if the call was refused with a confirmation token and a person has agreed to its effect.';
  return { ...schema, properties: { ...schema.properties, [TOKEN_ARGUMENT]: { type: 'string', description } } };
}

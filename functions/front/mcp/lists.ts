import type { Prompt, Resource, ResourceTemplateType, Server, Tool } from '@modelcontextprotocol/server';
import type {
  PromptRecord,
  ResourceRecord,
  ResourceTemplateRecord,
  ToolRecord,
} from '../../../schemas/registry-records.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import { needsConfirmation } from '../guard/confirmation/confirmation.ts';
import { TOKEN_ARGUMENT } from './call-context.ts';
import { pageOf } from './pagination.ts';

/** Answers the four list methods from what the endpoint shows of the catalogue. */
export function serveLists(server: Server, view: CatalogueView): void {
  server.setRequestHandler('tools/list', ({ params }) => {
    const { items, nextCursor } = pageOf(view.tools, ({ definition }) => definition.name, params?.cursor);
    return { tools: items.map(toTool), nextCursor };
  });
  server.setRequestHandler('resources/list', ({ params }) => {
    const { items, nextCursor } = pageOf(view.resources, ({ definition }) => definition.uri, params?.cursor);
    return { resources: items.map(toResource), nextCursor };
  });
  server.setRequestHandler('resources/templates/list', ({ params }) => {
    const templates = view.resourceTemplates;
    const { items, nextCursor } = pageOf(templates, ({ definition }) => definition.uriTemplate, params?.cursor);
    return { resourceTemplates: items.map(toTemplate), nextCursor };
  });
  server.setRequestHandler('prompts/list', ({ params }) => {
    const { items, nextCursor } = pageOf(view.prompts, ({ definition }) => definition.name, params?.cursor);
    return { prompts: items.map(toPrompt), nextCursor };
  });
}

/** Tool of the catalogue as MCP lists it. Schemas are passed on as they were written. */
function toTool({ definition, status }: ToolRecord): Tool {
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    inputSchema: inputSchemaOf(definition),
    ...(definition.outputSchema ? { outputSchema: definition.outputSchema as Tool['outputSchema'] } : {}),
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
  const schema = definition.inputSchema as Tool['inputSchema'];
  if (!needsConfirmation(definition)) return schema;
  const description = 'Only if the call was refused with a confirmation token and a person has agreed to its effect.';
  return { ...schema, properties: { ...schema.properties, [TOKEN_ARGUMENT]: { type: 'string', description } } };
}

function toResource({ definition }: ResourceRecord): Resource {
  const { requiredScopes: _scopes, ...listed } = definition;
  return listed;
}

function toTemplate({ definition }: ResourceTemplateRecord): ResourceTemplateType {
  const { requiredScopes: _scopes, completes: _completes, ...listed } = definition;
  return listed;
}

function toPrompt({ definition }: PromptRecord): Prompt {
  const { requiredScopes: _scopes, completes: _completes, ...listed } = definition;
  return listed;
}

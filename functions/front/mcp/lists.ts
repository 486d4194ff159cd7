import type { Prompt, Resource, ResourceTemplateType, Server } from '@modelcontextprotocol/server';
import type { PromptRecord, ResourceRecord, ResourceTemplateRecord } from '../../../schemas/registry-records.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';
import { withFrontTools } from './front-tools.ts';
import { listedTool } from './listed-tool.ts';
import { pageOf } from './pagination.ts';

/**
 * Answers the four list methods from what the endpoint shows of the catalogue. Output schemas are listed only if the stage
 * wants them; structured content is sent either way.
 */
export function serveLists(
  server: Server,
  request: Pick<FrontRequest, 'view' | 'endpoint'>,
  { listOutputSchemas }: Pick<Services, 'listOutputSchemas'>,
): void {
  const { view } = request;
  server.setRequestHandler('tools/list', ({ params }) => {
    const { tools } = withFrontTools(request);
    const { items, nextCursor } = pageOf(tools, ({ definition }) => definition.name, params?.cursor);
    return { tools: items.map((tool) => listedTool(tool, { outputSchemas: listOutputSchemas })), nextCursor };
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

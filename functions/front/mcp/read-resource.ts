import type { CallToolResult, ContentBlock, InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import { ProtocolError } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { ErrorBody } from '../../../schemas/errors.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { READ_TOOL } from '../../../schemas/tool-definition.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { matchTemplate } from '../../core/uri-template/uri-template.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { orRecordRefusal } from '../guard/audit/refused-message.ts';
import type { Services } from '../services.ts';
import { failedResult, toolFailure } from './answers.ts';
import { readResource } from './contents.ts';
import { frontTool, parseFrontInput } from './front-tool.ts';

const readArguments = (description: string) => z.strictObject({ uri: z.string().min(1).describe(description) });
const ReadArguments = readArguments('URI of a resource.');

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };

/** The tool that reads resources, with the URIs and templates that the caller may use; undefined if the view has no resource. */
export function readRecord({
  resources,
  resourceTemplates,
}: Pick<CatalogueView, 'resources' | 'resourceTemplates'>): ToolRecord | undefined {
  const templates = resourceTemplates.map(({ definition }) => definition.uriTemplate);
  const fixed = resources
    .map(({ definition }) => definition.uri)
    .filter((uri) => !templates.some((template) => matchTemplate(template, uri)));
  const uris = [...fixed, ...templates.map(withoutPaging)].sort();
  const [example] = uris;
  if (example === undefined) return undefined;
  return frontTool({
    name: READ_TOOL,
    title: 'Read a resource',
    description: 'Reads a resource: what is stored about you, and reference data. It changes nothing.',
    examples: [{ title: 'A resource', arguments: { uri: example } }],
    input: readArguments(
      `${uris.join(' ')} ("me" as user_id is you; {?…} is an optional query; lists also take limit and cursor)`,
    ),
    annotations: READS,
  });
}

/** Nearly every list takes the same two variables, which one sentence says for all. */
function withoutPaging(template: string): string {
  return template.replace(/\{\?([^}]*)\}/, (_, names: string) => {
    const own = names.split(',').filter((name) => name !== 'limit' && name !== 'cursor');
    return own.length === 0 ? '' : `{?${own.join(',')}}`;
  });
}

/**
 * Reads a resource for a client that only knows tools. The read passes the guards of `resources/read`, and audit records it as
 * one. A text comes as a text block and a picture as an image block, which such clients show to their models.
 *
 * @throws {ManifoldError} E2002 to E2004 for wrong arguments, which audit records as a refusal
 */
export async function readResourceTool(
  request: FrontRequest,
  services: Services,
  ctx: ServerContext,
  args: Record<string, unknown> = {},
): Promise<CallToolResult | InputRequiredResult> {
  const message = { services, request, operation: 'tools/call', target: READ_TOOL, arguments: args } as const;
  const { uri } = await orRecordRefusal(message, () => parseFrontInput(ReadArguments, args));
  try {
    const read = await readResource(request, services, ctx, uri);
    if (!('contents' in read)) return read;
    return {
      content: (read.contents as Item[]).map(blockOf),
      _meta: { 'manifold/correlationId': request.correlationId },
    };
  } catch (thrown) {
    return failureOf(thrown, uri, request, services);
  }
}

interface Item {
  readonly uri: string;
  readonly mimeType?: string;
  readonly text?: string;
  readonly blob?: string;
  readonly _meta?: Record<string, unknown>;
}

function blockOf(item: Item): ContentBlock {
  const { text, blob, mimeType, _meta } = item;
  if (text !== undefined) return { type: 'text', text, _meta };
  if (blob !== undefined && mimeType?.startsWith('image/')) return { type: 'image', data: blob, mimeType, _meta };
  return { type: 'resource', resource: { uri: item.uri, mimeType, blob: blob ?? '' }, _meta };
}

/** The result of a read that failed. The failure was counted and audited when it happened. */
function failureOf(thrown: unknown, uri: string, request: FrontRequest, services: Services): CallToolResult {
  const known = thrown instanceof ProtocolError ? ErrorBody.safeParse(thrown.data) : undefined;
  if (known?.success) return failedResult(known.data);
  const error =
    thrown instanceof ProtocolError
      ? new ManifoldError('E2004', `There is no resource "${uri}".`, {
          details: { field: 'uri', expectedFormat: `a URI that the description of "uri" in ${READ_TOOL} names` },
        })
      : thrown;
  return toolFailure(answeredError(error, { correlationId: request.correlationId, showTrace: services.showTraces }));
}

import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { Outcome, OutcomeMeta } from '../../../schemas/invocation.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { ToolAnnotations, ToolDefinition } from '../../../schemas/tool-definition.ts';
import { cleanAnswer, marked } from '../../platform/output/clean-answer.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';

/** What of a tool its results depend on. */
interface ResultTool extends Pick<ToolRecord, 'status'> {
  definition: Pick<ToolDefinition, 'name' | 'version'> & { annotations: Pick<ToolAnnotations, 'openWorldHint'> };
}

export interface ResultFacts {
  tool: ResultTool;
  correlationId: string;
  startedAt: number;
  /** Unix milliseconds; now where the answer follows at once. */
  endedAt?: number;
}

/** A successful outcome as MCP answers it; `_meta` carries the facts of requirement A19. */
export function toolResult(outcome: Extract<Outcome, { status: 'ok' }>, facts: ResultFacts): CallToolResult {
  const meta = cleanValue(outcome.meta);
  const warnings = warningsOf(meta, facts.tool);
  const endedAt = facts.endedAt ?? Date.now();
  const from = { openWorld: facts.tool.definition.annotations.openWorldHint };
  const { content = [], structuredContent } = cleanAnswer(outcome, from);
  return {
    content: [
      // Which kinds of blocks there are, the protocol says; families write them, and they pass as they are.
      ...(content as ContentBlock[]),
      ...textOf(content, structuredContent).map((block) => marked(block, from)),
      ...warnings.map((warning): ContentBlock => ({ type: 'text', text: `Warning: ${warning}` })),
    ],
    ...(structuredContent === undefined
      ? {}
      : { structuredContent: structuredContent as CallToolResult['structuredContent'] }),
    _meta: {
      'manifold/executionTimeMs': endedAt - facts.startedAt,
      'manifold/cached': meta.cached ?? false,
      ...(meta.ageSeconds === undefined ? {} : { 'manifold/ageSeconds': meta.ageSeconds }),
      ...(meta.stale ? { 'manifold/stale': true } : {}),
      'manifold/timestamp': new Date(endedAt).toISOString(),
      'manifold/toolVersion': facts.tool.definition.version,
      'manifold/correlationId': facts.correlationId,
      ...(meta.providerTransactionId ? { 'manifold/providerTransactionId': meta.providerTransactionId } : {}),
      ...(meta.replayed ? { 'manifold/replayed': true } : {}),
      ...(warnings.length > 0 ? { 'manifold/warnings': warnings } : {}),
    },
  };
}

/** The clean structured content as text, for clients that read content alone; left out where the tool wrote its own text. */
function textOf(content: { [key: string]: unknown }[], structuredContent: unknown): ContentBlock[] {
  if (structuredContent === undefined || content.some(({ type }) => type === 'text')) return [];
  return [{ type: 'text', text: JSON.stringify(structuredContent) }];
}

function warningsOf(meta: OutcomeMeta, { status, definition }: ResultTool): string[] {
  const deprecation =
    status === 'deprecated' ? [`${definition.name}@${definition.version} is deprecated; use a newer version.`] : [];
  return [...(meta.warnings ?? []), ...deprecation];
}

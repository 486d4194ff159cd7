import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { Outcome } from '../../../schemas/invocation.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { ToolAnnotations, ToolDefinition } from '../../../schemas/tool-definition.ts';
import { cleanAnswer } from '../../runtime/output/clean-answer.ts';

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
  const warnings = warningsOf(outcome, facts.tool);
  const endedAt = facts.endedAt ?? Date.now();
  const { content = [], structuredContent } = cleanAnswer(
    { content: [...(outcome.content ?? []), ...textOf(outcome)], structuredContent: outcome.structuredContent },
    { openWorld: facts.tool.definition.annotations.openWorldHint },
  );
  return {
    content: [
      // Which kinds of blocks there are, the protocol says; families write them, and they pass as they are.
      ...(content as ContentBlock[]),
      ...warnings.map((warning): ContentBlock => ({ type: 'text', text: `Warning: ${warning}` })),
    ],
    ...(structuredContent === undefined
      ? {}
      : { structuredContent: structuredContent as CallToolResult['structuredContent'] }),
    _meta: {
      'manifold/executionTimeMs': endedAt - facts.startedAt,
      'manifold/cached': outcome.meta.cached ?? false,
      ...(outcome.meta.ageSeconds === undefined ? {} : { 'manifold/ageSeconds': outcome.meta.ageSeconds }),
      ...(outcome.meta.stale ? { 'manifold/stale': true } : {}),
      'manifold/timestamp': new Date(endedAt).toISOString(),
      'manifold/toolVersion': facts.tool.definition.version,
      'manifold/correlationId': facts.correlationId,
      ...(outcome.meta.providerTransactionId
        ? { 'manifold/providerTransactionId': outcome.meta.providerTransactionId }
        : {}),
      ...(outcome.meta.replayed ? { 'manifold/replayed': true } : {}),
      ...(warnings.length > 0 ? { 'manifold/warnings': warnings } : {}),
    },
  };
}

/** The structured content as text, for clients that read content alone; left out where the tool wrote its own text. */
function textOf(outcome: Extract<Outcome, { status: 'ok' }>): ContentBlock[] {
  const hasText = outcome.content?.some(({ type }) => type === 'text') ?? false;
  if (hasText || outcome.structuredContent === undefined) return [];
  return [{ type: 'text', text: JSON.stringify(outcome.structuredContent) }];
}

function warningsOf(outcome: Extract<Outcome, { status: 'ok' }>, { status, definition }: ResultTool): string[] {
  const deprecation =
    status === 'deprecated' ? [`${definition.name}@${definition.version} is deprecated; use a newer version.`] : [];
  return [...(outcome.meta.warnings ?? []), ...deprecation];
}

/** Outcomes as MCP answers them: results, failures, and the reports of a family that still works. */
import {
  type CallToolResult,
  type ContentBlock,
  type LoggingLevel,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { ERROR_MEANINGS, type ErrorBody } from '../../../schemas/errors.ts';
import type { Outcome, OutcomeMeta } from '../../../schemas/invocation.ts';
import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { ToolAnnotations, ToolDefinition } from '../../../schemas/tool-definition.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { recordFailureCode } from '../../core/tracing/recording.ts';
import type { Report } from '../../platform/dispatch/dispatcher.ts';
import { cleanAnswer, marked } from '../../platform/output/clean-answer.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';

/** The JSON-RPC errors that answer a tool call in place of a result. */
const PROTOCOL_CODES = {
  result: undefined,
  invalid: ProtocolErrorCode.InvalidParams,
  capability: ProtocolErrorCode.MissingRequiredClientCapability,
} as const;

/** Key in `_meta` of the stack trace of a failure, on stages that show traces. */
export const META_TRACE = 'manifold/trace';

/** What a result says of its tool. */
interface ResultTool extends Pick<ToolRecord, 'status'> {
  definition: Pick<ToolDefinition, 'name' | 'version'> & { annotations: Pick<ToolAnnotations, 'openWorldHint'> };
}

export interface ResultFacts {
  tool: ResultTool;
  correlationId: string;
  startedAt: number;
  /** Unix milliseconds; default now. */
  endedAt?: number;
}

/** A successful outcome; `_meta` carries the facts of requirement A19. */
export function toolResult(outcome: Extract<Outcome, { status: 'ok' }>, facts: ResultFacts): CallToolResult {
  const meta = cleanValue(outcome.meta);
  const warnings = warningsOf(meta, facts.tool);
  const endedAt = facts.endedAt ?? Date.now();
  const from = { openWorld: facts.tool.definition.annotations.openWorldHint };
  const { content = [], structuredContent } = cleanAnswer(outcome, from);
  return {
    content: [
      // The protocol defines the kinds of blocks. Families write them, and front passes them on.
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
      ...(meta.replayedFrom ? { 'manifold/replayedFrom': meta.replayedFrom } : {}),
      ...(warnings.length > 0 ? { 'manifold/warnings': warnings } : {}),
    },
  };
}

/** The clean structured content as text, for clients that read content alone; left out if the tool wrote its own text. */
function textOf(content: { [key: string]: unknown }[], structuredContent: unknown): ContentBlock[] {
  if (structuredContent === undefined || content.some(({ type }) => type === 'text')) return [];
  return [{ type: 'text', text: JSON.stringify(structuredContent) }];
}

function warningsOf(meta: OutcomeMeta, { status, definition }: ResultTool): string[] {
  const deprecation =
    status === 'deprecated' ? [`${definition.name}@${definition.version} is deprecated; use a newer version.`] : [];
  return [...(meta.warnings ?? []), ...deprecation];
}

/** A refused or failed tool call: a protocol error is thrown, a tool failure is returned. */
export function toolFailure(error: ErrorBody, meta: OutcomeMeta = {}): CallToolResult {
  recordFailureCode(error.code);
  return failedResult(error, meta);
}

/** The same for a failure that was counted when it happened. */
export function failedResult(given: ErrorBody, meta: OutcomeMeta = {}): CallToolResult {
  const { trace, ...error } = cleanValue(given);
  const protocolCode = PROTOCOL_CODES[ERROR_MEANINGS[error.code].tool];
  if (protocolCode !== undefined) throw new ProtocolError(protocolCode, sentence(error), dataOf({ ...error, trace }));
  // Clients of 2025 check structuredContent of failures against the output schema too, so the error is text and _meta.
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify({ error }) }],
    _meta: {
      'manifold/error': error,
      // A trace costs a model ten times what the error does, so it stands beside what models read, not within.
      ...(trace === undefined ? {} : { [META_TRACE]: trace }),
      'manifold/correlationId': error.correlationId,
      ...(meta.cached ? { 'manifold/cached': true, 'manifold/ageSeconds': meta.ageSeconds } : {}),
    },
  };
}

/** The protocol has a missing capability at the top of the data. */
function dataOf(error: ErrorBody): unknown {
  const { requiredCapabilities } = error.details;
  return requiredCapabilities === undefined ? error : { ...error, requiredCapabilities };
}

/** The error of a failed resource, prompt, completion or task request, which have no result for failures. */
export function protocolFailure(
  thrown: unknown,
  options: { correlationId: string; showTrace: boolean },
): ProtocolError {
  if (thrown instanceof ProtocolError) return thrown;
  return protocolErrorOf(answeredError(thrown, options));
}

/** An error body as a JSON-RPC error: a fault of the client is invalid params, any other is internal. */
export function protocolErrorOf(given: ErrorBody): ProtocolError {
  const body = cleanValue(given);
  recordFailureCode(body.code);
  const isInvalid = ERROR_MEANINGS[body.code].other === 'invalid';
  const code = isInvalid ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(code, sentence(body), body);
}

function sentence({ message, details }: ErrorBody): string {
  return details.suggestion ? `${message} ${details.suggestion}` : message;
}

/** Passes a family's reports on to the client as they happen: log messages, and progress if the client gave a token. */
export function reporter(ctx: ServerContext): (report: Report) => void {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  return (given) => {
    const report = cleanValue(given);
    const sent =
      report.frame === 'progress'
        ? progressToken === undefined
          ? Promise.resolve()
          : ctx.mcpReq.notify({
              method: 'notifications/progress',
              params: { progressToken, progress: report.progress, total: report.total, message: report.message },
            })
        : ctx.mcpReq.log(report.level as LoggingLevel, report.data, report.logger);
    sent.catch((error: unknown) => logger.debug('a report did not reach the client', { error: String(error) }));
  };
}

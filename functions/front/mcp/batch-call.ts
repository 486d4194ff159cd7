import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { ErrorBody } from '../../../schemas/errors.ts';
import { BATCH_TOOL } from '../../../schemas/tool-definition.ts';
import { mapAtOnce } from '../../core/at-once.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { logger } from '../../core/logging/logger.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';
import type { FrontRequest } from '../front-request.ts';
import { orRecordRefusal } from '../guard/audit/refused-message.ts';
import type { Services } from '../services.ts';
import { META_TRACE } from './answers.ts';
import { BatchArguments, type BatchOutput } from './batch-tool.ts';
import { deadlineOf, idempotencyKeyOf } from './call-context.ts';
import { parseFrontInput } from './front-tool.ts';

/** Calls of one batch under way at the same time (requirement A22). */
const CONCURRENCY = 10;

/** What a call of a batch has in place of the request's own: its key, and the deadline of the whole batch. */
export interface BatchItem {
  readonly idempotencyKey: string | undefined;
  /** Unix milliseconds. */
  readonly deadline: number;
}

export interface BatchParts {
  request: FrontRequest;
  services: Services;
  ctx: ServerContext;
  arguments: Record<string, unknown> | undefined;
  /** Makes one call through all guards. */
  call(params: { name: string; arguments: Record<string, unknown> }, item: BatchItem): Promise<Result>;
}

type Result = CallToolResult | InputRequiredResult;

/**
 * Makes many calls of one tool: each is guarded, charged, audited and claimed on its own, at most ten at a time. The
 * answers come in the order of the calls, and a call that fails does not affect the others.
 *
 * @throws {ManifoldError} if the request itself is wrong: E2002 to E2004, E3001, E3002
 */
export async function batchCall(parts: BatchParts): Promise<CallToolResult> {
  const { request, services, ctx } = parts;
  const deadline = deadlineOf(request, ctx, Number.POSITIVE_INFINITY);
  const { tool, calls } = await checked(parts);
  const key = idempotencyKeyOf(ctx.mcpReq._meta, request.idempotencyKeyHeader);
  let done = 0;
  const results = await mapAtOnce(calls, CONCURRENCY, async (call, index) => {
    const item = { deadline, idempotencyKey: call.idempotencyKey ?? (key && hashOf(['batch', key, index])) };
    const result = await oneOf(parts, { name: tool, arguments: call.arguments }, item).catch((thrown: unknown) =>
      errorOf(thrown, request, services),
    );
    done += 1;
    report(ctx, done, calls.length);
    return { index, ...result };
  });
  const failed = results.filter(({ status }) => status === 'error').length;
  const output: BatchOutput = { tool, succeeded: calls.length - failed, failed, results };
  return {
    content: [{ type: 'text', text: JSON.stringify(output) }],
    structuredContent: output,
    _meta: { 'manifold/correlationId': request.correlationId, ...tracesOf(results) },
  };
}

/** The stack traces of failed calls by their index, on stages that show traces. */
function tracesOf(results: readonly { index: number; [TRACE]?: unknown }[]): Record<string, unknown> {
  const traces = results.flatMap(({ index, [TRACE]: trace }) => (trace === undefined ? [] : [[String(index), trace]]));
  return traces.length === 0 ? {} : { [META_TRACE]: Object.fromEntries(traces) };
}

/** The arguments if the batch can be served. A batch that is refused as a whole is audited as a refusal. */
async function checked({ request, services, arguments: args = {} }: BatchParts): Promise<BatchArguments> {
  const message = { services, request, operation: 'tools/call', target: BATCH_TOOL, arguments: args } as const;
  return orRecordRefusal(message, () => {
    const parsed = parseFrontInput(BatchArguments, args);
    if (parsed.tool.split('@')[0] === BATCH_TOOL) {
      throw new ManifoldError('E2004', 'A batch may not hold batches.', {
        details: { field: 'tool', expectedFormat: `the name of a tool other than ${BATCH_TOOL}` },
      });
    }
    request.view.tool(parsed.tool);
    return parsed;
  });
}

/** Place of a call's stack trace until the traces of all calls go to `_meta`; JSON leaves symbols out. */
const TRACE = Symbol('trace');

type ItemResult = { status: 'ok' | 'error'; [TRACE]?: unknown } & Record<string, unknown>;

async function oneOf(
  { ctx, call }: BatchParts,
  params: { name: string; arguments: Record<string, unknown> },
  item: BatchItem,
): Promise<ItemResult> {
  if (ctx.mcpReq.signal.aborted) throw new ManifoldError('E3005', 'The batch was cancelled before this call was made.');
  if (Date.now() >= item.deadline) {
    throw new ManifoldError('E3004', 'The time of the batch was over before this call was made. Nothing was done.', {
      details: { suggestion: 'Send it again, with fewer calls in a batch.' },
    });
  }
  const result = await call(params, item);
  if (!('content' in result)) {
    throw new ManifoldError('E2001', 'The tool asks its caller a question, which a batch cannot answer.', {
      details: { suggestion: 'Call the tool alone, not in a batch.' },
    });
  }
  const {
    content,
    structuredContent,
    isError,
    _meta: { [META_TRACE]: trace, ..._meta } = {},
  } = result as CallToolResult;
  const error = ErrorBody.safeParse(_meta['manifold/error']);
  if (isError && error.success) {
    const changes = _meta['manifold/normalised'];
    return {
      status: 'error',
      error: aloneIfAsked(error.data),
      ...(changes === undefined ? {} : { _meta: { 'manifold/normalised': changes } }),
      [TRACE]: trace,
    };
  }
  // The text beside structured content repeats it.
  const body = structuredContent === undefined ? { content } : { structuredContent };
  return { status: isError ? 'error' : 'ok', ...body, _meta };
}

/** A refused confirmation gets the hint to make the call alone, since a person can be asked then. */
function aloneIfAsked(error: ErrorBody): ErrorBody {
  if (error.code !== 'E3007') return error;
  const suggestion = `Make this call alone, not in a batch. ${error.details.suggestion ?? ''}`.trim();
  return { ...error, details: { ...error.details, suggestion } };
}

function errorOf(thrown: unknown, { correlationId }: FrontRequest, { showTraces }: Services): ItemResult {
  const known = thrown instanceof ProtocolError ? ErrorBody.safeParse(thrown.data) : undefined;
  const body = known?.success ? known.data : answeredError(thrown, { correlationId, showTrace: showTraces });
  const { trace, ...error } = cleanValue(body);
  return { status: 'error', error, [TRACE]: trace };
}

/** Reports to the client how many calls are done, if it gave a progress token. */
function report({ mcpReq }: ServerContext, progress: number, total: number): void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  mcpReq
    .notify({ method: 'notifications/progress', params: { progressToken, progress, total } })
    .catch((error: unknown) => logger.debug('a report did not reach the client', { error: String(error) }));
}

import { randomUUID } from 'node:crypto';
import {
  type CallToolResult,
  type InputRequiredResult,
  ProtocolError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Outcome } from '../../../schemas/invocation.ts';
import { CONFIRM_TOOL, FRONT_TOOLS, READ_TOOL, type ToolDefinition } from '../../../schemas/tool-definition.ts';
import { answeredError } from '../../core/errors/answered-error.ts';
import { toManifoldError } from '../../core/errors/manifold-error.ts';
import { keyedHashOf } from '../../core/json/canonical.ts';
import { namedHashOf } from '../../core/secrets/key-ring.ts';
import { normaliseInput } from '../../platform/input/normalise/normalise-input.ts';
import { checkName } from '../../platform/input/shape.ts';
import { notMadeBy, notMadeWith, settle } from '../../platform/limits/settle.ts';
import { argumentWarnings } from '../../platform/output/argument-warnings.ts';
import type { FrontRequest } from '../front-request.ts';
import { toolForAudit } from '../guard/audit/audit-target.ts';
import { auditOf, recordFailure, recordOutcome } from '../guard/audit/audited.ts';
import { recordRefusal } from '../guard/audit/refused-message.ts';
import { guardCall } from '../guard/guard-call.ts';
import type { GuardedCall } from '../guard/guarded-call.ts';
import { withOwner } from '../guard/ownership.ts';
import { requireScopes, withChallenge } from '../oauth/missing-scopes.ts';
import type { Services } from '../services.ts';
import { taskOffer } from '../tasks/task-offer.ts';
import { reporter, toolFailure, toolResult } from './answers.ts';
import { type BatchItem, type BatchParts, batchCall } from './batch-call.ts';
import { callContext, interactionOf, ownArguments } from './call-context.ts';
import { confirmedCall } from './confirm-call.ts';
import { readResourceTool } from './read-resource.ts';
import { inputRequiredResult } from './request-state.ts';

/** Serves `tools/call`: look-up, guards, family, answer. */
export function serveToolCalls(server: Server, request: FrontRequest, services: Services): void {
  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const call = (params: Omit<Params, 'startedAt'>) =>
      callTool(request, services, ctx, { ...params, startedAt: Date.now() });
    const { name, arguments: args } = params;
    // The public endpoint has no tools of front's own.
    if (request.endpoint.kind === 'public' || !FRONT_TOOLS.includes(name)) return call(params);
    try {
      if (name === CONFIRM_TOOL) return await call(await confirmedCall(request, services, args));
      if (name === READ_TOOL) return await readResourceTool(request, services, ctx, args);
      const one: BatchParts['call'] = (itemParams, item) => call({ ...itemParams, item });
      return await batchCall({ request, services, ctx, arguments: args, call: one });
    } catch (thrown) {
      if (thrown instanceof ProtocolError) throw thrown;
      return toolFailure(
        answeredError(thrown, { correlationId: request.correlationId, showTrace: services.showTraces }),
      );
    }
  });
}

interface Params {
  readonly name: string;
  readonly arguments?: Record<string, unknown>;
  readonly startedAt: number;
  readonly item?: BatchItem;
  /** Key of the call that a person has confirmed; it counts in place of the request's own. */
  readonly idempotencyKey?: string;
}

/** One call from look-up to answer. */
async function callTool(
  request: FrontRequest,
  services: Services,
  ctx: ServerContext,
  params: Params,
): Promise<CallToolResult | InputRequiredResult> {
  let call: GuardedCall | undefined;
  try {
    call = await admit(request, services, ctx, params);
    return withFacts(await answer(call, await guarded(call), services, ctx), call);
  } catch (thrown) {
    const options = { correlationId: request.correlationId, showTrace: services.showTraces };
    const error = answeredError(thrown, options);
    return withFacts(withChallenge(toolFailure(error), error, services.oauth, request.endpoint), call);
  }
}

/** The call as the guards see it. An unknown tool is refused, and that is audited too. */
async function admit(
  request: FrontRequest,
  services: Services,
  ctx: ServerContext,
  params: Params,
): Promise<GuardedCall> {
  const given = params.arguments ?? {};
  const args = ownArguments(given);
  try {
    checkName(params.name);
    const tool = request.view.tool(params.name);
    requireScopes(tool.definition.requiredScopes, request.principal, services.oauth);
    const input = normaliseInput(tool.definition, args);
    const { arguments: owned, acting } = await withOwner(tool, input.arguments, request);
    const keys = await services.key('audit-arguments');
    return {
      services,
      request,
      callId: randomUUID(),
      startedAt: params.startedAt,
      tool,
      arguments: owned,
      input,
      argumentsHash: namedHashOf(owned, keys),
      identityHash: keyedHashOf(owned, keys.first),
      context: {
        ...callContext(request, ctx, tool.definition.timeoutMs),
        ...(params.idempotencyKey === undefined ? {} : { idempotencyKey: params.idempotencyKey }),
        ...(params.item ? contextInBatch(params.item, tool.definition) : taskPart(ctx, request, tool.definition)),
      },
      onReport: params.item ? () => undefined : reporter(ctx),
      interaction: params.item ? { canElicit: false, answers: {} } : interactionOf(ctx, given),
      bypassCache: services.cacheBypass && ctx.mcpReq._meta?.['manifold/cache'] === 'bypass',
      established: {
        permits: [],
        intended: false,
        ...(request.charge.tool === tool.definition.name ? { taken: request.charge.taken } : {}),
        ...(acting ? { acting } : {}),
      },
    };
  } catch (thrown) {
    await recordRefusal({
      services,
      request,
      operation: 'tools/call',
      target: toolForAudit(request.catalogue, params.name),
      arguments: args,
      errorCode: toManifoldError(thrown).code,
      startedAt: params.startedAt,
    });
    await settle(services, request.charge.taken, notMadeBy(thrown));
    throw thrown;
  }
}

function taskPart(ctx: ServerContext, request: FrontRequest, { name, task }: ToolDefinition) {
  return task ? taskOffer(ctx, request, { name, task }) : {};
}

/** The context of a call in a batch: its own key and the batch's time. The request's answers to a family are not for it. */
function contextInBatch({ idempotencyKey, deadline }: BatchItem, { timeoutMs }: Pick<ToolDefinition, 'timeoutMs'>) {
  const full = Date.now() + timeoutMs;
  return {
    idempotencyKey,
    ...(deadline < full ? { deadline, hurried: true } : { deadline: full }),
    clientCapabilities: undefined,
    inputResponses: undefined,
    requestState: undefined,
  };
}

/** Runs the guards. A call that they answer or refuse does not reach the audited step, so its outcome is written here. */
async function guarded(call: GuardedCall): Promise<Outcome> {
  const { established } = call;
  try {
    const outcome = await guardCall(call);
    if (!established.intended) {
      await recordOutcome(auditOf(call), outcome);
      await settle(call.services, established.taken, notMadeWith(outcome));
    }
    return outcome;
  } catch (thrown) {
    if (!established.intended) {
      await recordFailure(auditOf(call), 'refused', toManifoldError(thrown).code);
      await settle(call.services, established.taken, notMadeBy(thrown));
    }
    throw thrown;
  }
}

/** Adds what remains of the caller's limits and what was changed in its arguments, also if the call was refused or failed. */
function withFacts<Result extends CallToolResult | InputRequiredResult>(result: Result, call?: GuardedCall): Result {
  const { budget } = call?.established ?? {};
  const { changes = [] } = call?.input ?? {};
  if (!budget && changes.length === 0) return result;
  return {
    ...result,
    _meta: {
      ...result._meta,
      ...(budget ? { 'manifold/rateLimit': budget } : {}),
      ...(changes.length > 0 ? { 'manifold/normalised': changes } : {}),
    },
  };
}

async function answer(
  call: GuardedCall,
  outcome: Outcome,
  services: Services,
  ctx: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  switch (outcome.status) {
    case 'ok': {
      const warnings = [...(outcome.meta.warnings ?? []), ...argumentWarnings(call.tool.definition, call.arguments)];
      return toolResult(
        { ...outcome, meta: { ...outcome.meta, warnings } },
        {
          tool: call.tool,
          correlationId: call.request.correlationId,
          startedAt: call.startedAt,
        },
      );
    }
    case 'input_required':
      return inputRequiredResult(outcome, services, ctx);
    case 'task': {
      // The SDK has no type for a tool's answer that is a task (server.ts lets it pass); it has the result's loose fields.
      const created: Record<string, unknown> = { resultType: 'task', ...outcome.task };
      return created as CallToolResult;
    }
    case 'error':
      return toolFailure(outcome.error, outcome.meta);
  }
}

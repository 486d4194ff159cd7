import { randomUUID } from 'node:crypto';
import {
  type GetPromptResult,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Invocation, Outcome } from '../../../schemas/invocation.ts';
import type { PromptRecord, ResourceRecord, ResourceTemplateRecord } from '../../../schemas/registry-records.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { namedHashOf } from '../../core/secrets/key-ring.ts';
import { matchTemplate } from '../../core/uri-template/uri-template.ts';
import { cleanBlock } from '../../platform/output/clean-answer.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';
import type { FrontRequest } from '../front-request.ts';
import { promptForAudit, uriForAudit } from '../guard/audit/audit-target.ts';
import { type Audited, audited, recordFailure } from '../guard/audit/audited.ts';
import { type OwnedUri, uriWithOwner } from '../guard/ownership.ts';
import type { AuditedMethod } from '../methods.ts';
import { requireScopes } from '../oauth/missing-scopes.ts';
import { askPolicies, denied } from '../policy/policies.ts';
import type { Services } from '../services.ts';
import { protocolErrorOf, protocolFailure, reporter } from './answers.ts';
import { callContext } from './call-context.ts';
import { inputRequiredResult } from './request-state.ts';

/** Time that reading a resource, rendering a prompt or completing a value may take. */
const TIMEOUT_MS = 30_000;

/** Serves `resources/read`, `prompts/get` and `completion/complete`: each is audited and answered by its family. */
export function serveContents(server: Server, request: FrontRequest, services: Services): void {
  const ask = asker(request, services);

  server.setRequestHandler('resources/read', ({ params: { uri } }, ctx) => readResource(request, services, ctx, uri));

  server.setRequestHandler('prompts/get', async ({ params }, ctx) => {
    const { name, arguments: args = {} } = params;
    const outcome = await ask(
      { operation: 'prompts/get', target: promptForAudit(request.catalogue, name), args, ctx },
      () => ({ record: promptRecord(request, name, args) }),
      (context) => ({ kind: 'prompt', prompt: name, arguments: args, context }),
    );
    if (outcome.status === 'input_required') return inputRequiredResult(outcome, services, ctx);
    return {
      description: promptRecord(request, name, args).definition.description,
      messages: (outcome.messages ?? []).map((message) => cleanBlock(message, { openWorld: false })),
    } as GetPromptResult | InputRequiredResult;
  });

  server.setRequestHandler('completion/complete', async ({ params }, ctx) => {
    const { ref, argument, context: given } = params;
    const record = completedRecord(request, ref, argument.name);
    if (!record) return { completion: { values: [] } };
    const name = ref.type === 'ref/prompt' ? ref.name : ref.uri;
    const outcome = await ask(
      { operation: 'completion/complete', target: name, args: argument, ctx },
      () => ({ record }),
      (context) => ({
        kind: 'completion',
        ref: ref.type === 'ref/prompt' ? { type: ref.type, name: ref.name } : { type: ref.type, uri: ref.uri },
        argument,
        resolved: given?.arguments ?? {},
        context,
      }),
    );
    const values = cleanValue(outcome.status === 'ok' ? (outcome.values ?? []) : []);
    return { completion: { values: values.slice(0, 100), total: values.length, hasMore: values.length > 100 } };
  });
}

/**
 * Reads a resource: audited, allowed by policies, answered by its family. `read_resource` uses it too.
 * @throws {ProtocolError} with the error body as its data, or with the URI if there is no such resource
 */
export async function readResource(
  request: FrontRequest,
  services: Services,
  ctx: ServerContext,
  uri: string,
): Promise<ReadResourceResult | InputRequiredResult> {
  let ttlSeconds = 0;
  const outcome = await asker(request, services)(
    { operation: 'resources/read', target: uriForAudit(request.view, uri), args: { uri }, ctx },
    () => resourceAsked(request, uri),
    (context, { record: { definition }, uri: owned = uri }) => {
      if ('ttlSeconds' in definition) ttlSeconds = definition.ttlSeconds ?? 0;
      const template = 'uriTemplate' in definition ? { template: definition.uriTemplate } : {};
      return { kind: 'resource', uri: owned, ...template, context };
    },
  );
  if (outcome.status === 'input_required') return inputRequiredResult(outcome, services, ctx);
  // The text of a resource may come from anywhere, so it is cleaned and marked as data.
  return {
    contents: (outcome.contents ?? []).map((item) => cleanBlock(item, { openWorld: true })),
    ...(ttlSeconds > 0 && isModern(ctx) ? { ttlMs: ttlSeconds * 1000, cacheScope: 'private' } : {}),
  } as ReadResourceResult | InputRequiredResult;
}

/** Whether the client speaks 2026-07-28, whose answers say how long they may be kept. */
const isModern = ({ mcpReq }: ServerContext) => mcpReq.envelope !== undefined;

type Readable = PromptRecord | ResourceRecord | ResourceTemplateRecord;
/** What a request asks for. For a template also the URI with its owner, and the values of its variables. */
type Asked = { record: Readable } & Partial<OwnedUri>;
type Answered = Exclude<Outcome, { status: 'error' | 'task' }>;

/** One question to a family, as audit records it. */
interface Question {
  operation: AuditedMethod;
  target: string;
  args: unknown;
  ctx: ServerContext;
}

/**
 * Dispatches one question to its family, audited, and throws failures as protocol errors. A question about something
 * that does not exist or that policies deny is audited too, since the attempt matters.
 */
function asker(request: FrontRequest, services: Services) {
  return async (
    { operation, target, args, ctx }: Question,
    find: () => Asked | Promise<Asked>,
    invocation: (context: Invocation['context'], asked: Asked) => Invocation,
  ): Promise<Answered> => {
    const { correlationId } = request;
    try {
      const audit: Audited = {
        services,
        request,
        callId: randomUUID(),
        startedAt: Date.now(),
        operation,
        target,
        argumentsHash: namedHashOf(args, await services.key('audit-arguments')),
        argumentsProjection: {},
      };
      const asked = await permitted(audit, request, async () => {
        const found = await find();
        requireScopes(found.record.definition.requiredScopes, request.principal, services.oauth);
        return found;
      });
      const outcome = await audited(audit, () =>
        services.dispatcher.dispatch(
          asked.record.target,
          invocation(callContext(request, ctx, TIMEOUT_MS), asked),
          reporter(ctx),
        ),
      );
      if (outcome.status === 'error') throw protocolErrorOf(outcome.error);
      if (outcome.status === 'task') throw new ManifoldError('E3003', 'Only a tool can become a task.');
      return outcome;
    } catch (thrown) {
      throw protocolFailure(thrown, { correlationId, showTrace: services.showTraces });
    }
  };
}

/** What a request asks for if policies allow it. Audit records their decision, and a refusal with it. */
async function permitted(audit: Audited, request: FrontRequest, find: () => Asked | Promise<Asked>): Promise<Asked> {
  try {
    const asked = await find();
    const { record, variables = {}, acting } = asked;
    const decision = await askPolicies(request, { action: 'tools:read', record, arguments: variables });
    audit.decision = decision.effect;
    audit.policies = [...decision.policies, ...(acting?.policies ?? [])];
    if (decision.effect !== 'allow') throw denied(decision, audit.target);
    return asked;
  } catch (thrown) {
    const code = thrown instanceof ProtocolError ? 'E2001' : toManifoldError(thrown).code;
    await recordFailure(audit, 'refused', code);
    throw thrown;
  }
}

/** @throws {ProtocolError} -32602 if there is no such prompt, or if an argument that it needs is missing */
function promptRecord({ view }: FrontRequest, name: string, args: Readonly<Record<string, string>>): PromptRecord {
  const prompt = view.prompts.find(({ definition }) => definition.name === name);
  if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt "${name}".`);
  const missing = prompt.definition.arguments.find((argument) => argument.required && !(argument.name in args));
  if (!missing) return prompt;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `The prompt needs the argument "${missing.name}": ${missing.description}`,
  );
}

/**
 * @throws {ProtocolError} -32602 with the URI if there is no such resource, as revision 2026-07-28 has it
 * @throws {ManifoldError} E4007 if it belongs to somebody else
 */
async function resourceAsked(request: FrontRequest, uri: string): Promise<Asked> {
  const { view } = request;
  const fixed = view.resources.find(({ definition }) => definition.uri === uri);
  if (fixed) return { record: fixed };
  const record = view.resourceTemplates.find(({ definition }) => matchTemplate(definition.uriTemplate, uri));
  if (record) return { record, ...(await uriWithOwner(record, uri, request)) };
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no resource "${uri}".`, { uri });
}

/** The prompt or template whose argument is completed; undefined if it offers no completion, which is an empty answer. */
function completedRecord(
  { view }: FrontRequest,
  ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string },
  argument: string,
): Readable | undefined {
  const record =
    ref.type === 'ref/prompt'
      ? view.prompts.find(({ definition }) => definition.name === ref.name)
      : view.resourceTemplates.find(({ definition }) => definition.uriTemplate === ref.uri);
  return record?.definition.completes.includes(argument) ? record : undefined;
}

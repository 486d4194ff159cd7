import { ProtocolError, ProtocolErrorCode, type ServerContext } from '@modelcontextprotocol/server';
import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import type { ToolDefinition } from '../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { FrontRequest } from '../front-request.ts';

/** What a client has to declare to be answered with a task, as the protocol's errors name it. */
const REQUIRED = { extensions: { [TASKS_EXTENSION]: {} } };

/** Whether a request declares the extension. Clients of 2025 cannot declare it: they always wait for the result. */
function declaresTasks({ mcpReq }: Pick<ServerContext, 'mcpReq'>): boolean {
  const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities = envelope?.['io.modelcontextprotocol/clientCapabilities'];
  const { extensions } = Object(capabilities) as { extensions?: unknown };
  return TASKS_EXTENSION in Object(extensions);
}

/**
 * Whether the call of a tool that supports tasks may be answered with one. A task needs an owner, so there are no tasks on
 * the public endpoint.
 *
 * @throws {ManifoldError} E3012 if the tool answers with tasks alone and the client does not take them
 */
export function taskOffer(
  ctx: ServerContext,
  { endpoint }: Pick<FrontRequest, 'endpoint'>,
  { name, task }: { name: string; task: NonNullable<ToolDefinition['task']> },
): { task?: 'offered' } {
  if (endpoint.kind !== 'public' && declaresTasks(ctx)) return { task: 'offered' };
  if (task.support === 'optional') return {};
  throw new ManifoldError('E3012', `The tool "${name}" answers with a task, which the client has to be able to take.`, {
    details: {
      requiredCapabilities: REQUIRED,
      suggestion: `Declare the extension ${TASKS_EXTENSION} in the request's client capabilities.`,
    },
  });
}

/** @throws {ProtocolError} -32021 if a request about a task does not declare the extension */
export function requireTasks(ctx: ServerContext): void {
  if (declaresTasks(ctx)) return;
  throw new ProtocolError(
    ProtocolErrorCode.MissingRequiredClientCapability,
    `Requests about tasks declare the extension ${TASKS_EXTENSION} in their client capabilities.`,
    { requiredCapabilities: REQUIRED },
  );
}

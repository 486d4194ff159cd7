import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
  type Transport,
} from '@modelcontextprotocol/server';
import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import type { FrontRequest } from '../front-request.ts';
import { METHODS, type MethodName, type ServedBy } from '../methods.ts';
import type { Services } from '../services.ts';
import { serveTasks } from '../tasks/serve-tasks.ts';
import { serveToolCalls } from './call-tool.ts';
import { serveContents } from './contents.ts';
import { serveLists } from './lists.ts';
import { openRequestState } from './request-state.ts';

export type Era = 'modern' | 'legacy';

/** How long a client may keep a list before it asks again; subscribers hear of changes sooner. */
const LIST_TTL_MS = 10_000;
/** What is read is not kept, unless the resource says otherwise (contents.ts). */
const READ_HINT = { ttlMs: 0, cacheScope: 'private' } as const;
/** Lists can differ from caller to caller, so no shared cache may keep them. */
const LIST_HINT = { ttlMs: LIST_TTL_MS, cacheScope: 'private' } as const;

const INSTRUCTIONS =
  'Tools of several families behind one guarded endpoint. An error names the field that was wrong, what would be ' +
  'right and whether a retry makes sense. If the answer to a call that changes something was lost, repeat it within two ' +
  'minutes with the same arguments: the repeat returns the first result and does nothing again. A call that is refused ' +
  'with a confirmationToken is made by confirm_call once the person has agreed. read_resource reads resources.';

type Serve = (server: Server, request: FrontRequest, services: Services) => void;

/** The handlers of each part of front. The SDK serves its own methods, and streams are served around it (app.ts). */
const SERVE: Readonly<Record<Exclude<ServedBy, 'sdk' | 'streams'>, Serve>> = {
  lists: serveLists,
  'tool-calls': serveToolCalls,
  contents: serveContents,
  tasks: serveTasks,
  'resource-subscriptions': serveResourceSubscriptions,
};

/** Name and version of this server, as clients see them. */
export function serverInfoOf({ version }: Pick<Services, 'version'>) {
  return { name: 'manifold', title: 'Manifold', version };
}

/**
 * The protocol server of one request, with the handlers of the request's own method. The low-level `Server` is used since
 * `McpServer` cannot page its lists; it is made anew each time, since an instance cannot be reused.
 *
 * @param method undefined for a message without a method, which the SDK refuses
 */
export function serverFor(era: Era, request: FrontRequest, services: Services, method: MethodName | undefined): Server {
  const modern = era === 'modern';
  const server = new (modern ? TaskAwareServer : LegacyServer)(serverInfoOf(services), {
    capabilities: {
      tools: { listChanged: modern },
      // A stateless endpoint has no stream for updates of one resource (docs/protocol.md).
      resources: { listChanged: modern, subscribe: false },
      prompts: { listChanged: modern },
      completions: {},
      logging: {},
      ...(modern ? { extensions: { [TASKS_EXTENSION]: {} } } : {}),
    },
    instructions: INSTRUCTIONS,
    cacheHints: {
      'tools/list': LIST_HINT,
      'prompts/list': LIST_HINT,
      'resources/list': LIST_HINT,
      'resources/templates/list': LIST_HINT,
      'resources/read': READ_HINT,
      'server/discover': { ttlMs: 60_000, cacheScope: 'private' },
    },
    inputRequired: { legacyShim: false },
    requestState: { verify: (state, ctx) => openRequestState(state, services, ctx) },
  });
  if (method === undefined) return server;
  const { servedBy, eras } = METHODS[method];
  const isServedHere = servedBy !== 'sdk' && servedBy !== 'streams';
  if (isServedHere && (eras === 'all' || eras === era)) SERVE[servedBy](server, request, services);
  return server;
}

/** Clients of 2025 may subscribe to a resource and end that again; neither has an effect here. */
function serveResourceSubscriptions(server: Server): void {
  server.setRequestHandler('resources/subscribe', () => ({}));
  server.setRequestHandler('resources/unsubscribe', () => ({}));
}

type Handler = (request: JSONRPCRequest, ctx: ServerContext) => Promise<Result>;

/**
 * The SDK's server, which lets a tool call be answered with a task. The SDK checks every answer of `tools/call` against
 * the shape of a tool's result, and adds empty content to an answer without content; the answer that creates a task has another shape.
 */
class TaskAwareServer extends Server {
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    if (method !== 'tools/call') return super._wrapHandler(method, handler);
    return async (request, ctx) => {
      let created: Result | undefined;
      const checked = super._wrapHandler(method, async (given, context) => {
        const result = await handler(given, context);
        if (result.resultType !== 'task') return result;
        created = result;
        return { content: [] };
      });
      const result = await checked(request, ctx);
      return created ?? result;
    };
  }
}

/** The same for clients of 2025. Their revisions answer -32002 for an unknown resource, which the SDK turns into -32602. */
class LegacyServer extends TaskAwareServer {
  override connect(transport: Transport): Promise<void> {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(withLegacyCode(message), options);
    return super.connect(transport);
  }
}

/** The data of the error for an unknown resource is its URI alone. */
function withLegacyCode(message: JSONRPCMessage): JSONRPCMessage {
  if (!('error' in message) || message.error.code !== ProtocolErrorCode.InvalidParams) return message;
  const { data } = message.error;
  if (Object.keys(Object(data)).join() !== 'uri') return message;
  return { ...message, error: { ...message.error, code: ProtocolErrorCode.ResourceNotFound } };
}

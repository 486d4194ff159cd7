import type { Server } from '@modelcontextprotocol/server';
import { TASKS_EXTENSION } from '../../../schemas/task.ts';
import type { FrontRequest } from '../front-request.ts';
import type { Services } from '../services.ts';
import { serveTasks } from '../tasks/serve-tasks.ts';
import { withBatchTool } from './batch-tool.ts';
import { serveToolCalls } from './call-tool.ts';
import { serveContents } from './contents.ts';
import { serveLists } from './lists.ts';
import { openRequestState } from './request-state.ts';
import { TaskAwareServer } from './task-aware-server.ts';

export type Era = 'modern' | 'legacy';

/** How long a client may keep a list before it asks again; changes are announced to subscribers sooner. */
const LIST_TTL_MS = 10_000;
/** What is offered can differ from caller to caller, so nothing is for shared caches. */
const LIST_HINT = { ttlMs: LIST_TTL_MS, cacheScope: 'private' } as const;

const INSTRUCTIONS =
  'Tools of several families behind one guarded endpoint. An error names the field that was wrong, what would be ' +
  'right and whether a retry makes sense. Give `_meta["manifold/idempotencyKey"]` with calls that change something: ' +
  'a repeated key returns the first result.';

/**
 * The protocol server of one request. The low-level `Server` is used since `McpServer` cannot page its lists; it is
 * made anew each time, since an instance cannot be reused.
 */
export function serverFor(era: Era, request: FrontRequest, services: Services): Server {
  const modern = era === 'modern';
  const server = new TaskAwareServer(
    { name: 'manifold', title: 'Manifold', version: services.version },
    {
      capabilities: {
        tools: { listChanged: modern },
        // Clients of 2025 may subscribe, but a stateless endpoint has no stream to tell them on (docs/protocol.md).
        resources: modern ? { listChanged: true, subscribe: false } : { listChanged: false, subscribe: true },
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
        'resources/read': LIST_HINT,
        'server/discover': { ttlMs: 60_000, cacheScope: 'private' },
      },
      inputRequired: { legacyShim: false },
      requestState: { verify: (state, ctx) => openRequestState(state, services, ctx) },
    },
  );
  serveLists(server, withBatchTool(request));
  serveToolCalls(server, request, services);
  serveContents(server, request, services);
  if (modern) {
    serveTasks(server, request, services);
  } else {
    server.setRequestHandler('resources/subscribe', () => ({}));
    server.setRequestHandler('resources/unsubscribe', () => ({}));
  }
  return server;
}

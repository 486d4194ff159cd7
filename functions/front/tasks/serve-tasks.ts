import { ProtocolError, ProtocolErrorCode, type Server, type ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { missingScopes } from '../../core/principal/scopes.ts';
import { readTask } from '../../platform/tasks/task-repository.ts';
import { taskVault } from '../../platform/tasks/task-vault.ts';
import type { FrontRequest } from '../front-request.ts';
import { protocolFailure } from '../mcp/answers.ts';
import { recordCancel } from '../mcp/cancellation.ts';
import type { Services } from '../services.ts';
import { answerTask } from './answer-task.ts';
import { cancelTask, endedIfOverdue, type FoundTask } from './end-task.ts';
import { auditTaskRequest } from './task-audit.ts';
import { requireTasks } from './task-offer.ts';
import { taskView } from './task-view.ts';

const TaskParams = z.looseObject({ taskId: z.string().min(1).max(128) });

/**
 * Serves the requests about tasks (SEP-2663). A task belongs to the principal whose call it was, under any of its
 * credentials; for everybody else it does not exist.
 */
export function serveTasks(server: Server, request: FrontRequest, services: Services): void {
  const about =
    <Answer>(answer: (found: FoundTask, ctx: ServerContext) => Promise<Answer>) =>
    async ({ taskId }: z.output<typeof TaskParams>, ctx: ServerContext): Promise<Answer> => {
      try {
        requireTasks(ctx);
        return await answer(await findTask(taskId, request, services), ctx);
      } catch (thrown) {
        throw protocolFailure(thrown, { correlationId: request.correlationId, showTrace: services.showTraces });
      }
    };

  server.setRequestHandler(
    'tasks/get',
    { params: TaskParams },
    about(async (found) => taskView(found.owner.taskId, await endedIfOverdue(services, found), found.vault)),
  );

  server.setRequestHandler(
    'tasks/update',
    { params: TaskParams },
    about(async (found, { mcpReq }) => {
      await answerTask({ services, request, found, responses: mcpReq.inputResponses ?? {} });
      return {};
    }),
  );

  server.setRequestHandler(
    'tasks/cancel',
    { params: TaskParams },
    about(async (found) => {
      await auditTaskRequest({ services, request, found, operation: 'tasks/cancel' });
      if (await cancelTask(services, found)) await recordCancel(services.state, found.item.cancelRef);
      return {};
    }),
  );
}

/** @throws {ProtocolError} -32602 if this principal has no such task, or if its credential may not see the result */
async function findTask(taskId: string, { principal }: FrontRequest, services: Services): Promise<FoundTask> {
  const owner = { tenant: principal.tenant, principal: principal.id, taskId };
  const item = await readTask(services.state, owner);
  if (!item) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task, or its time is over.', { taskId });
  }
  const missing = missingScopes(item.requiredScopes, principal);
  if (missing.length > 0) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `The task needs scopes that the credential lacks: ${missing.join(', ')}.`,
      { taskId, missingScopes: missing },
    );
  }
  return { owner, item, vault: taskVault(await services.key('tasks'), owner) };
}

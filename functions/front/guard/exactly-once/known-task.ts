import type { Outcome } from '../../../../schemas/invocation.ts';
import { handleOf } from '../../../platform/tasks/task-handle.ts';
import { readTask } from '../../../platform/tasks/task-repository.ts';
import type { GuardedCall } from '../guarded-call.ts';

/** The task that goes on with a known call, for callers that take tasks; undefined once the task has expired. */
export async function knownTask(call: GuardedCall, taskId: string): Promise<Outcome | undefined> {
  if (call.context.task === undefined) return undefined;
  const { tenant, id: principal } = call.context.principal;
  const item = await readTask(call.services.state, { tenant, principal, taskId });
  return item && { status: 'task', task: handleOf(taskId, item), meta: { replayed: true } };
}

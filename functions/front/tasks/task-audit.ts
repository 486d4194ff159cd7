import { randomUUID } from 'node:crypto';
import { namedHashOf } from '../../core/secrets/key-ring.ts';
import { type Audited, recordOutcome } from '../guard/audit/audited.ts';
import type { FoundTask } from './end-task.ts';

interface TaskRequest extends Pick<Audited, 'services' | 'request'> {
  found: FoundTask;
  operation: 'tasks/update' | 'tasks/cancel';
  /** What the caller sent; audit keeps a hash. */
  given?: unknown;
}

/** The events of a request about a task name the tool of the task, and hold a hash of the task's id. */
export async function auditOfTaskRequest({
  services,
  request,
  found,
  operation,
  given,
}: TaskRequest): Promise<Audited> {
  const { name, version } = found.item.tool;
  return {
    services,
    request,
    callId: randomUUID(),
    startedAt: Date.now(),
    operation,
    target: name,
    version,
    argumentsHash: namedHashOf([found.owner.taskId, given ?? null], await services.key('audit-arguments')),
    argumentsProjection: {},
  };
}

/** Writes the outcome of a request that changes the task and does nothing else. */
export async function auditTaskRequest(request: TaskRequest): Promise<void> {
  await recordOutcome(await auditOfTaskRequest(request), { status: 'ok', meta: {} });
}

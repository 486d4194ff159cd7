import { randomUUID } from 'node:crypto';
import { keyedHashOf } from '../../core/json/canonical.ts';
import type { FrontRequest } from '../front-request.ts';
import { type Audited, recordOutcome } from '../guard/audit/audited.ts';
import type { Services } from '../services.ts';
import type { FoundTask } from './end-task.ts';

interface TaskRequest {
  services: Services;
  request: FrontRequest;
  found: FoundTask;
  operation: 'tasks/update' | 'tasks/cancel';
  /** What the caller brought; audit keeps a hash. */
  given?: unknown;
}

/** What audit is told of a request about a task: the tool that it is about, and the id as a hash. */
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
    argumentsHash: keyedHashOf([found.owner.taskId, given ?? null], await services.key('audit-arguments')),
    argumentsProjection: {},
  };
}

/** Writes that a caller asked for something that nothing follows from but a change of the task. */
export async function auditTaskRequest(asked: TaskRequest): Promise<void> {
  await recordOutcome(await auditOfTaskRequest(asked), { status: 'ok', meta: {} });
}

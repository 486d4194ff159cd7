import { randomBytes } from 'node:crypto';
import type { StateTable } from '../../functions/core/state-table/state-table.ts';
import { createTask, readTask, type TaskItem } from '../../functions/platform/tasks/task-repository.ts';
import { taskVault } from '../../functions/platform/tasks/task-vault.ts';
import type { Invocation } from '../../schemas/invocation.ts';
import type { TaskEvent, TaskJob } from '../../schemas/task-records.ts';

/** Key of the purpose that the task's parts are sealed under. */
export const TASK_KEY = 'ab'.repeat(32);
const MINUTE = 60_000;

/** The job of a task step for `user:1` of the tenant `acme`. */
export function jobOf(context: Partial<Invocation['context']> = {}): TaskJob {
  const principal = { id: 'user:1', tenant: 'acme', tier: 'team', roles: [], scopes: [], credential: 'k' } as const;
  return {
    target: { family: 'works', functionArn: 'arn', invokeMode: 'stream', tenantIsolated: false },
    invocation: {
      kind: 'tool',
      tool: 'work',
      version: '1.0.0',
      arguments: { person: 'Test Person' },
      context: {
        correlationId: 'corr',
        principal: { ...principal, roles: [], scopes: [] },
        deadline: 0,
        confirmed: false,
        ...context,
      },
    },
    timeoutMs: 30_000,
    readOnly: false,
    intent: {
      callId: 'call-1a',
      phase: 'intent',
      at: '2026-11-21T09:00:00.000Z',
      correlationId: 'corr',
      tenant: 'acme',
      principal: 'user:1',
      credential: 'k',
      address: '192.0.2.0/24',
      operation: 'tools/call',
      target: 'work',
      argumentsHash: 'hash',
      argumentsProjection: {},
    },
    startedAt: Date.now(),
  };
}

/** A task that waits for its first step, with functions that read and decrypt it. */
export async function taskInTable(
  state: StateTable,
  { job = jobOf(), changes = {} }: { job?: TaskJob | undefined; changes?: Partial<TaskItem> | undefined } = {},
) {
  const round: TaskEvent = {
    tenant: 'acme',
    principal: 'user:1',
    taskId: randomBytes(8).toString('hex'),
    round: 1,
    timeoutMs: job.timeoutMs,
  };
  const vault = taskVault(TASK_KEY, round);
  const now = Date.now();
  await createTask(state, round, {
    status: 'working',
    createdAt: now,
    updatedAt: now,
    ttlMs: MINUTE,
    expiresAt: Math.ceil((now + MINUTE) / 1000),
    round: 1,
    deadline: now + MINUTE,
    cancelRef: 'c',
    revision: 0,
    correlationId: 'corr',
    requiredScopes: [],
    tool: { name: 'work', version: '1.0.0', deprecated: false, openWorld: false },
    job: vault.seal('job', job),
    ...changes,
  });
  const read = async () => {
    const item = await readTask(state, round);
    if (!item) throw new Error('The task is gone.');
    return item;
  };
  return { round, vault, read };
}

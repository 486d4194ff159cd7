import { randomBytes } from 'node:crypto';
import { onlyKey } from '../../functions/core/secrets/key-ring.ts';
import type { StateTable } from '../../functions/core/state-table/state-table.ts';
import { type ClaimRequest, handOverClaim } from '../../functions/platform/idempotency/claim-repository.ts';
import { createTask, readTask, type TaskItem } from '../../functions/platform/tasks/task-repository.ts';
import { taskVault } from '../../functions/platform/tasks/task-vault.ts';
import type { Invocation } from '../../schemas/invocation.ts';
import type { TaskEvent, TaskInput, TaskJob } from '../../schemas/task-records.ts';
import { testPrincipal } from './guarded-call.ts';

/** Keys of the purpose that the task's parts are sealed under. */
export const TASK_KEY = onlyKey('ab'.repeat(32));
const MINUTE = 60_000;

/** The job of a task step for `user:1` of the tenant `acme`. */
export function jobOf(context: Partial<Invocation['context']> = {}): TaskJob {
  return {
    target: { family: 'works', functionArn: 'arn', invokeMode: 'stream', tenantIsolated: false },
    invocation: {
      kind: 'tool',
      tool: 'work',
      version: '1.0.0',
      arguments: { person: 'Test Person' },
      context: {
        correlationId: 'corr',
        principal: testPrincipal({ tier: 'team' }),
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

export interface TaskSetup {
  readonly job?: TaskJob | undefined;
  readonly changes?: Partial<TaskItem> | undefined;
  /** Questions that the task asks its caller. */
  readonly input?: TaskInput;
  /** The claim of the call, which is handed over to the task. */
  readonly claim?: ClaimRequest;
}

/** A task that waits for its first step, with functions that read and decrypt it. */
export async function taskInTable(state: StateTable, { job = jobOf(), changes = {}, input, claim }: TaskSetup = {}) {
  const round: TaskEvent = {
    tenant: 'acme',
    principal: 'user:1',
    taskId: randomBytes(8).toString('hex'),
    round: 1,
    timeoutMs: job.timeoutMs,
  };
  const vault = taskVault(TASK_KEY, round);
  const now = Date.now();
  const item: TaskItem = {
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
    input: input && vault.seal('input', input),
    ...changes,
  };
  const handOver = claim && handOverClaim(state.table, claim, { id: round.taskId, until: now + MINUTE });
  await createTask(state, round, item, handOver ? [handOver] : []);
  const read = async () => {
    const item = await readTask(state, round);
    if (!item) throw new Error('The task is gone.');
    return item;
  };
  return { round, vault, read };
}

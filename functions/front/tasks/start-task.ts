import { randomBytes } from 'node:crypto';
import type { Outcome } from '../../../schemas/invocation.ts';
import { TaskClaim, type TaskJob, type TaskRound } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { handedOn } from '../../core/tracing/handed-on.ts';
import { handOverClaim } from '../../platform/idempotency/claim-repository.ts';
import { handleOf } from '../../platform/tasks/task-handle.ts';
import { createTask, deleteTask, readTask, type TaskItem } from '../../platform/tasks/task-repository.ts';
import { MOST_SEALED_BYTES, taskVault } from '../../platform/tasks/task-vault.ts';
import { auditOf } from '../guard/audit/audit-of-call.ts';
import { intentOfWork } from '../guard/audit/audited.ts';
import { claimedContext } from '../guard/exactly-once/claimed-context.ts';
import type { GuardedCall } from '../guard/guarded-call.ts';

/** How long a round may wait for the runner, e.g. while Lambda is busy. What was not taken up by then never will be. */
export const START_WINDOW_MS = 300_000;

/** Whether a call goes on as a task before its family is asked. */
export function becomesTask({ context, tool }: GuardedCall): boolean {
  return context.task === 'offered' && tool.definition.task?.start === 'at-once';
}

/**
 * Makes a task of a call that has passed all guards, has its work begun, and answers with the task. Task and claim are
 * one transaction: a repeat under the same idempotency key finds the task from then on.
 *
 * @throws {ManifoldError} E5004 where the work could not be started, E2006 where the arguments are too large to be kept
 */
export async function startTask(call: GuardedCall): Promise<Outcome> {
  const { services, context, established } = call;
  const { tenant, id: principal } = context.principal;
  const round: TaskRound = { tenant, principal, taskId: randomBytes(24).toString('base64url'), round: 1 };
  const item = await itemOf(call, round);
  const handOver = established.claim
    ? [handOverClaim(services.state.table, established.claim, { id: round.taskId, until: item.expiresAt * 1000 })]
    : [];
  await createTask(services.state, round, item, handOver).catch((cause: unknown) => {
    throw new ManifoldError('E5002', 'The state table does not answer, so the work was not begun. Try again.', {
      cause,
    });
  });
  try {
    await services.tasks.start({ ...round, timeoutMs: call.tool.definition.timeoutMs });
  } catch (thrown) {
    await deleteTask(services.state, round);
    throw thrown;
  }
  return { status: 'task', task: handleOf(round.taskId, item), meta: {} };
}

/** The task of a call whose idempotency key is known, for callers that take one; undefined once its time is over. */
export async function knownTask(call: GuardedCall, taskId: string): Promise<Outcome | undefined> {
  if (call.context.task === undefined) return undefined;
  const { tenant, id: principal } = call.context.principal;
  const item = await readTask(call.services.state, { tenant, principal, taskId });
  return item && { status: 'task', task: handleOf(taskId, item), meta: { replayed: true } };
}

async function itemOf(call: GuardedCall, round: TaskRound): Promise<TaskItem> {
  const { definition, status } = call.tool;
  const cancelRef = randomBytes(32).toString('hex');
  const vault = taskVault(await call.services.key('tasks'), round);
  const job = vault.seal('job', await jobOf(call, cancelRef));
  if (job.length > MOST_SEALED_BYTES.job) {
    throw new ManifoldError('E2006', 'The arguments are too large for a task, which has to keep them while it works.', {
      details: { suggestion: 'Send less at once, or call without tasks.' },
    });
  }
  const now = Date.now();
  const ttlMs = (definition.task?.ttlSeconds ?? 3_600) * 1000;
  return {
    status: 'working',
    createdAt: now,
    updatedAt: now,
    ttlMs,
    expiresAt: Math.ceil((now + ttlMs) / 1000),
    round: round.round,
    deadline: now + START_WINDOW_MS,
    cancelRef,
    revision: 0,
    correlationId: call.request.correlationId,
    requiredScopes: definition.requiredScopes,
    tool: {
      name: definition.name,
      version: definition.version,
      deprecated: status === 'deprecated',
      openWorld: definition.annotations.openWorldHint,
    },
    job,
  };
}

async function jobOf(call: GuardedCall, cancelRef: string): Promise<TaskJob> {
  const { definition, target } = call.tool;
  const { claim } = call.established;
  // A task may take several executions, so it sets no start mark; handing over the claim says so.
  const { startMark: _once, ...context } = claimedContext(call);
  return {
    target,
    invocation: {
      kind: 'tool',
      tool: definition.name,
      version: definition.version,
      arguments: call.arguments,
      context: { ...context, ...handedOn(context), cancelRef, task: 'running' },
    },
    timeoutMs: definition.timeoutMs,
    readOnly: definition.annotations.readOnlyHint && !definition.movesMoney,
    intent: await intentOfWork(auditOf(call)),
    startedAt: call.startedAt,
    ...(claim ? { claim: TaskClaim.parse(claim) } : {}),
  };
}

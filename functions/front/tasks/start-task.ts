import { randomBytes } from 'node:crypto';
import type { Outcome } from '../../../schemas/invocation.ts';
import { TaskClaim, type TaskJob, type TaskRound } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { outgoingTrace } from '../../core/tracing/outgoing-trace.ts';
import { handOverClaim, releaseClaim } from '../../platform/idempotency/claim-repository.ts';
import { handleOf } from '../../platform/tasks/task-handle.ts';
import { createTask, deleteTask, type TaskItem } from '../../platform/tasks/task-repository.ts';
import { MOST_SEALED_BYTES, taskVault } from '../../platform/tasks/task-vault.ts';
import { auditOf, intentOfWork } from '../guard/audit/audited.ts';
import { claimedContext } from '../guard/exactly-once/write-claim.ts';
import type { GuardedCall } from '../guard/guarded-call.ts';

/** How long the work of a task may wait for the runner, e.g. while Lambda is busy. After that it is not begun. */
export const START_WINDOW_MS = 300_000;

/**
 * Makes a task of a call that has passed all guards, has its work begun, and answers with the task. Task and claim are
 * written in one transaction: a retry under the same idempotency key finds the task from then on.
 *
 * @throws {ManifoldError} E5004 if the work could not be started, E2006 if the arguments are too large to be kept; the
 * claim is released then, so that a retry gets the same refusal
 */
export async function startTask(call: GuardedCall): Promise<Outcome> {
  const { services, context, established } = call;
  const { tenant, id: principal } = context.principal;
  const round: TaskRound = { tenant, principal, taskId: randomBytes(24).toString('base64url'), round: 1 };
  const job = await sealedJob(call, round);
  if (job.sealed.length > MOST_SEALED_BYTES.job) {
    await releaseClaimOf(call);
    throw new ManifoldError('E2006', 'The arguments are too large for a task, which has to keep them while it works.', {
      details: { suggestion: 'Send less at once, or call without tasks.' },
    });
  }
  const item = itemOf(call, job);
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

/** Releases the claim of a call of which nothing was done. A claim that stays makes retries wait for its deadline. */
async function releaseClaimOf({ services, established, tool }: GuardedCall): Promise<void> {
  const { claim } = established;
  if (!claim) return;
  established.claim = undefined;
  try {
    await releaseClaim(services.state, claim);
  } catch (error) {
    logger.error('the claim of a refused task could not be released', {
      error: String(error),
      tool: tool.definition.name,
    });
  }
}

interface SealedJob {
  readonly sealed: Uint8Array;
  readonly cancelRef: string;
}

async function sealedJob(call: GuardedCall, round: TaskRound): Promise<SealedJob> {
  const cancelRef = randomBytes(32).toString('hex');
  const vault = taskVault(await call.services.key('tasks'), round);
  return { sealed: vault.seal('job', await jobOf(call, cancelRef)), cancelRef };
}

function itemOf(call: GuardedCall, { sealed, cancelRef }: SealedJob): TaskItem {
  const { definition, status } = call.tool;
  const now = Date.now();
  const ttlMs = (definition.task?.ttlSeconds ?? 3_600) * 1000;
  return {
    status: 'working',
    createdAt: now,
    updatedAt: now,
    ttlMs,
    expiresAt: Math.ceil((now + ttlMs) / 1000),
    round: 1,
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
    job: sealed,
  };
}

async function jobOf(call: GuardedCall, cancelRef: string): Promise<TaskJob> {
  const { definition, target } = call.tool;
  const { claim } = call.established;
  // A task may take several executions, so it sets no start mark; handing over the claim records that.
  const { startMark: _once, ...context } = claimedContext(call);
  return {
    target,
    invocation: {
      kind: 'tool',
      tool: definition.name,
      version: definition.version,
      arguments: call.arguments,
      context: { ...context, ...outgoingTrace(context), cancelRef, task: 'running' },
    },
    timeoutMs: definition.timeoutMs,
    readOnly: definition.annotations.readOnlyHint && !definition.movesMoney,
    intent: await intentOfWork(auditOf(call)),
    startedAt: call.startedAt,
    ...(claim ? { claim: TaskClaim.parse(claim) } : {}),
  };
}

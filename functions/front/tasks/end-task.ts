import type { TaskJob } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { releaseClaim } from '../../platform/idempotency/claim-repository.ts';
import { claimTable } from '../../platform/idempotency/claim-results.ts';
import { auditStep, completeStep, endOf, failure, type TaskServices } from '../../platform/tasks/finish-task.ts';
import { changeTask, type TaskItem, type TaskOwner } from '../../platform/tasks/task-repository.ts';
import type { TaskVault } from '../../platform/tasks/task-vault.ts';

/** One task of the caller, as it was found. */
export interface FoundTask {
  owner: TaskOwner;
  item: TaskItem;
  vault: TaskVault;
}

/**
 * The task, ended if its deadline has passed without an end: its runner broke, or never began. If several requests find it
 * so at once, one of them ends it.
 */
export async function endedIfOverdue(services: TaskServices, found: FoundTask): Promise<TaskItem> {
  const { owner, item, vault } = found;
  const job = vault.job(item);
  if (item.status !== 'working' || Date.now() <= item.deadline || !job) return item;
  const claims = await claimTable(services, owner.tenant);
  const outcome = failure(overdueError(item, job), item.correlationId);
  const { where, ...end } = endOf(item, outcome, vault);
  const ended = await changeTask(services.state, owner, { ...end, where: { ...where, deadline: item.deadline } });
  if (!ended) return item;
  await completeStep(services, { claims, job, outcome });
  return ended;
}

function overdueError({ startedAt, round }: TaskItem, { readOnly }: TaskJob): ManifoldError {
  // The work of earlier steps is done, so only a first step that never began leaves nothing behind.
  if (startedAt === undefined && round === 1)
    return new ManifoldError('E5004', 'The work was never begun. Send the call again.');
  if (readOnly) return new ManifoldError('E3004', 'The work did not end in time. Send the call again.');
  return new ManifoldError(
    'E3008',
    'The work broke off, and how much of it was done is unknown. Check before you repeat it.',
  );
}

/**
 * Cancels a task. Running work finds the cancel record and ends itself; a task that waits, for its runner or for the
 * caller, ends at once. A task that has ended stays as it is.
 *
 * @returns whether the family has to find a cancel record
 */
export async function cancelTask(services: TaskServices, { owner, item, vault }: FoundTask): Promise<boolean> {
  const { state } = services;
  const job = vault.job(item);
  const outcome = failure(new ManifoldError('E3005', 'The caller cancelled the task.'), item.correlationId);
  const { where: _where, ...end } = endOf(item, outcome, vault);
  const waitedForRunner = await changeTask(state, owner, {
    ...end,
    where: { status: 'working', round: item.round },
    absent: ['startedAt'],
  });
  if (waitedForRunner && job) {
    await auditStep(services, job, outcome);
    // Nothing of a first step was done. The work of earlier steps is done, so their claim stays as it is.
    if (job.claim && item.round === 1) await releaseClaim(state, job.claim);
  }
  if (waitedForRunner) return false;
  if (await changeTask(state, owner, { ...end, where: { status: 'input_required' } })) return false;
  const asked = await changeTask(state, owner, {
    set: { cancelRequestedAt: Date.now() },
    where: { status: 'working', round: item.round },
  });
  return asked !== undefined;
}

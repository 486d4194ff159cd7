import type { CallContext, Outcome } from '../../schemas/invocation.ts';
import type { TaskEvent, TaskJob, TaskRound } from '../../schemas/task-records.ts';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import { logger } from '../core/logging/logger.ts';
import { Recording, recordFailureCode } from '../core/tracing/recording.ts';
import { traceContextIn } from '../core/tracing/trace-context.ts';
import type { Dispatcher } from '../platform/dispatch/dispatcher.ts';
import { type ClaimTable, claimTable } from '../platform/idempotency/claim-results.ts';
import { auditStep, completeStep, endOf, failure, keepable, type TaskServices } from '../platform/tasks/finish-task.ts';
import { inputChange } from '../platform/tasks/task-input.ts';
import { changeTask, type TaskItem } from '../platform/tasks/task-repository.ts';
import { type TaskVault, taskVault } from '../platform/tasks/task-vault.ts';
import { progressWriter } from './progress-writer.ts';

export interface RunnerServices extends TaskServices {
  readonly dispatcher: Dispatcher;
  readonly showTraces: boolean;
}

/** Time that the runner keeps for itself of what its function has, to write down the outcome. */
const RESERVE_MS = 10_000;
/** Largest difference between the clocks of two functions: front checks by its own clock whether a step is overdue. */
const CLOCK_SKEW_MS = 60_000;
/** How long after its deadline the end of a step may still be written. */
const GRACE_MS = 15_000 + CLOCK_SKEW_MS;

/**
 * Does one step of the work of a task: asks the family, writes its progress and its outcome. An event that comes twice,
 * too late, or for a task that was cancelled meanwhile, starts nothing.
 *
 * @param remainingMs what the function has left
 */
export async function runStep(services: RunnerServices, event: TaskEvent, remainingMs: number): Promise<void> {
  const { timeoutMs, ...round } = event;
  const vault = taskVault(await services.key('tasks'), round);
  const claims = await claimTable(services, round.tenant);
  const now = Date.now();
  const deadline = now + Math.min(timeoutMs, remainingMs - RESERVE_MS);
  const item = await changeTask(services.state, round, {
    set: { startedAt: now, deadline: deadline + GRACE_MS, updatedAt: now },
    where: { status: 'working', round: round.round },
    absent: ['startedAt', 'cancelRequestedAt'],
    // Lambda may hold an event back for hours; by then the caller knows that nothing began, or has given up.
    inTimeAt: now,
  });
  const job = item && vault.job(item);
  if (!item || !job) {
    logger.info('the step of a task could not be started', { round: round.round });
    return;
  }
  const { correlationId } = job.intent;
  const parent = traceContextIn(job.invocation.context);
  const recording = new Recording({ name: 'task', correlationId, parent });
  await recording
    .run(() => finishStep(services, { round, vault, claims, item, job, deadline }))
    .finally(() => recording.end());
}

interface StartedStep {
  round: TaskRound;
  vault: TaskVault;
  claims: ClaimTable;
  item: TaskItem;
  job: TaskJob;
  deadline: number;
}

async function finishStep(services: RunnerServices, started: StartedStep): Promise<void> {
  const { round, vault, claims, item, job, deadline } = started;
  const outcome = await ask(services, { round, job, deadline, vault });
  if (outcome.status === 'input_required') {
    await askCaller(services, { ...started, outcome });
    return;
  }
  const kept = keepable(outcome, item.correlationId, vault);
  if (kept.status === 'error') recordFailureCode(kept.error.code);
  await completeStep(services, { claims, job, outcome: kept });
  await changeTask(services.state, round, endOf(item, kept, vault));
}

type Asked = { round: TaskRound; job: TaskJob; deadline: number; vault: TaskVault };

async function ask(services: RunnerServices, { round, job, deadline, vault }: Asked): Promise<Outcome> {
  const { correlationId } = job.intent;
  const progress = progressWriter(services.state, round, vault);
  try {
    const context: CallContext = { ...job.invocation.context, deadline };
    const outcome = await services.dispatcher.dispatch(job.target, { ...job.invocation, context }, progress.report);
    if (outcome.status !== 'task') return outcome;
    return failure(
      new ManifoldError('E3003', 'The tool asked to become a task, and it is one already.'),
      correlationId,
    );
  } catch (thrown) {
    return failure(thrown, correlationId, services.showTraces);
  } finally {
    await progress.done();
  }
}

interface AskedCaller extends StartedStep {
  outcome: Extract<Outcome, { status: 'input_required' }>;
}

/** The family has a question first: the task waits for the caller, while no function runs. */
async function askCaller(services: RunnerServices, asked: AskedCaller): Promise<void> {
  const { round, item, job, vault, claims, outcome } = asked;
  const change = inputChange(item, outcome, job.invocation.context.clientCapabilities, vault);
  if (change instanceof ManifoldError) {
    const refused = failure(change, item.correlationId);
    await completeStep(services, { claims, job, outcome: refused });
    await changeTask(services.state, round, endOf(item, refused, vault));
    return;
  }
  await auditStep(services, job, outcome);
  const waits = await changeTask(services.state, round, change);
  if (waits) return;
  // The caller cancelled before the family asked its question.
  const cancelled = failure(new ManifoldError('E3005', 'The caller cancelled the task.'), item.correlationId);
  await changeTask(services.state, round, endOf(item, cancelled, vault));
}

import type { TaskInput, TaskJob } from '../../../schemas/task-records.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { findingsIn } from '../../platform/input/findings.ts';
import { policyResourceOf } from '../../platform/policy/policy-resource.ts';
import { answersForFamily, outstanding, withAnswers } from '../../platform/tasks/task-input.ts';
import { changeTask, readTask, type TaskItem } from '../../platform/tasks/task-repository.ts';
import { MOST_SEALED_BYTES } from '../../platform/tasks/task-vault.ts';
import type { FrontRequest } from '../front-request.ts';
import { type Audited, intentOfWork, recordFailure } from '../guard/audit/audited.ts';
import { withOwner } from '../guard/ownership.ts';
import { alarm, denied } from '../guard/policy.ts';
import { policyContext } from '../policy/policy-context.ts';
import type { Services } from '../services.ts';
import type { FoundTask } from './end-task.ts';
import { START_WINDOW_MS } from './start-task.ts';
import { auditOfTaskRequest } from './task-audit.ts';

/** A task has few questions, and each attempt that fails is an answer that was taken. */
const MOST_ATTEMPTS = 10;

export interface TaskAnswer {
  services: Services;
  request: FrontRequest;
  found: FoundTask;
  /** By the keys of the questions; what answers none that is open is left out. */
  responses: Readonly<Record<string, unknown>>;
}

/**
 * Takes what the caller answers. Once nothing is open any more the next round begins, with the answers as a family gets
 * them in any other call. Answers that arrive at once for different questions are all taken, one after the other; of two
 * for the same question one is.
 *
 * @throws {ManifoldError} E2006 where the answers are too large to be kept, E3006 where too many arrive at once
 */
export async function answerTask({ services, request, found, responses }: TaskAnswer): Promise<void> {
  let item: TaskItem | undefined = found.item;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const taken: boolean = await take({ services, request, found: { ...found, item }, responses });
    if (taken) return;
    item = await readTask(services.state, found.owner);
    if (!item) return;
  }
  throw new ManifoldError('E3006', 'The task is being answered from many sides at once. Send the answer again.', {
    details: { retryAfter: 1 },
  });
}

/** Whether there was anything to take, and it was taken; false where the task was changed meanwhile. */
async function take({ services, request, found, responses }: TaskAnswer): Promise<boolean> {
  const { owner, item, vault } = found;
  const input = vault.input(item);
  const answered = item.status === 'input_required' && input ? withAnswers(input, responses) : undefined;
  const job = vault.job(item);
  if (!answered || !job) return true;
  const kept = vault.seal('input', answered);
  if (kept.length > MOST_SEALED_BYTES.input) throw tooLarge();
  const revision = item.revision + 1;
  const where = { status: 'input_required', revision: item.revision } as const;
  if (Object.keys(outstanding(answered)).length > 0) {
    const set = { input: kept, revision, updatedAt: Date.now() };
    return (await changeTask(services.state, owner, { set, where })) !== undefined;
  }
  const asked = await auditOfTaskRequest({ services, request, found, operation: 'tasks/update', given: responses });
  await stillAllowed(request, asked, job);
  const intent = await intentOfWork(asked);
  const next = vault.seal('job', nextJob(job, answered, { intent, startedAt: asked.startedAt }));
  if (next.length > MOST_SEALED_BYTES.job) throw tooLarge();
  const round = item.round + 1;
  const now = Date.now();
  const resumed = await changeTask(services.state, owner, {
    set: {
      status: 'working',
      round,
      job: next,
      deadline: now + START_WINDOW_MS,
      revision,
      updatedAt: now,
    },
    remove: ['input', 'startedAt'],
    where,
  });
  if (!resumed) return false;
  try {
    await services.audit.record(intent);
    await services.tasks.start({ ...owner, round, timeoutMs: job.timeoutMs });
  } catch (thrown) {
    await askAgain(services, found, round);
    throw thrown;
  }
  return true;
}

/**
 * Policies and the status of tools hold on the next request, and this one has work done. An approval was given before
 * the task began.
 *
 * @throws {ManifoldError} E1004, E3001, E3002, E4007 as a call of the tool would
 */
async function stillAllowed(request: FrontRequest, asked: Audited, { invocation }: TaskJob): Promise<void> {
  const args = invocation.kind === 'tool' ? invocation.arguments : {};
  try {
    const tool = request.view.tool(asked.target);
    await withOwner(tool, args, request);
    const decision = await request.engine.decide({
      principal: request.principal,
      action: 'tools:execute',
      resource: policyResourceOf(request.catalogue, tool),
      arguments: args,
      context: policyContext(
        request,
        findingsIn(args).map(({ kind }) => kind),
      ),
    });
    alarm(decision, request);
    if (decision.effect === 'deny') throw denied(decision, asked.target);
  } catch (thrown) {
    await recordFailure(asked, 'refused', toManifoldError(thrown).code);
    throw thrown;
  }
}

/** Nothing began, so the question stands as it did; what was answered before this answer is kept. */
async function askAgain({ state }: Services, { owner, item }: FoundTask, round: number): Promise<void> {
  const { status, job, input, deadline } = item;
  await changeTask(state, owner, {
    set: { status, job, input, deadline, round: item.round, revision: item.revision + 2, updatedAt: Date.now() },
    where: { status: 'working', round },
    absent: ['startedAt'],
  });
}

function tooLarge(): ManifoldError {
  return new ManifoldError('E2006', 'The answers are too large for a task to keep.', {
    details: { field: 'inputResponses', suggestion: 'Answer with less.' },
  });
}

/** The job of the round that follows an answer. What earlier rounds were told, a family keeps in its request state. */
function nextJob(job: TaskJob, input: TaskInput, begun: Pick<TaskJob, 'intent' | 'startedAt'>): TaskJob {
  const { inputResponses: _earlier, requestState: _state, ...context } = job.invocation.context;
  const { requestState } = input;
  return {
    ...job,
    ...begun,
    invocation: {
      ...job.invocation,
      context: {
        ...context,
        inputResponses: answersForFamily(input),
        ...(requestState === undefined ? {} : { requestState }),
      },
    },
  };
}

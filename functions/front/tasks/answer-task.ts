import type { TaskInput, TaskJob } from '../../../schemas/task-records.ts';
import { ManifoldError, toManifoldError } from '../../core/errors/manifold-error.ts';
import { findingsIn } from '../../platform/input/findings.ts';
import { answersForFamily, outstanding, withAnswers } from '../../platform/tasks/task-input.ts';
import { changeTask, readTask, type TaskItem } from '../../platform/tasks/task-repository.ts';
import { MOST_SEALED_BYTES } from '../../platform/tasks/task-vault.ts';
import type { FrontRequest } from '../front-request.ts';
import { type Audited, intentOfWork, recordFailure } from '../guard/audit/audited.ts';
import { withOwner } from '../guard/ownership.ts';
import { askPolicies, denied } from '../policy/policies.ts';
import type { Services } from '../services.ts';
import type { FoundTask } from './end-task.ts';
import { START_WINDOW_MS } from './start-task.ts';
import { auditOfTaskRequest } from './task-audit.ts';

/** Attempts to save an answer. Each one that fails means that another answer was saved, and a task has few questions. */
const MOST_ATTEMPTS = 10;

export interface TaskAnswer {
  services: Services;
  request: FrontRequest;
  found: FoundTask;
  /** Answers by the keys of the questions. An answer to a question that is not open is ignored. */
  responses: Readonly<Record<string, unknown>>;
}

/**
 * Saves the caller's answers. Once no question is open the next step of the work begins, with the answers as a family gets
 * them in any other call. Answers to different questions that arrive at once are all saved, one after the other; of two
 * answers to the same question one is.
 *
 * @throws {ManifoldError} E2006 if the answers are too large to be kept, E3006 if too many arrive at once
 */
export async function answerTask({ services, request, found, responses }: TaskAnswer): Promise<void> {
  let item: TaskItem | undefined = found.item;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const saved: boolean = await save({ services, request, found: { ...found, item }, responses });
    if (saved) return;
    item = await readTask(services.state, found.owner);
    if (!item) return;
  }
  throw new ManifoldError('E3006', 'Too many answers to the task arrived at the same time. Send the answer again.', {
    details: { retryAfter: 1 },
  });
}

/** Saves the answers once; false if the task was changed meanwhile. An answer to nothing that is open counts as saved. */
async function save({ services, request, found, responses }: TaskAnswer): Promise<boolean> {
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
 * Policies and the status of tools hold from the next request on, and this request begins work. An approval was given
 * before the task began.
 *
 * @throws {ManifoldError} E1004, E3001, E3002, E4007 as a call of the tool would
 */
async function stillAllowed(request: FrontRequest, asked: Audited, { invocation }: TaskJob): Promise<void> {
  const args = invocation.kind === 'tool' ? invocation.arguments : {};
  try {
    const tool = request.view.tool(asked.target);
    await withOwner(tool, args, request);
    const findings = findingsIn(args).map(({ kind }) => kind);
    const decision = await askPolicies(request, { action: 'tools:execute', record: tool, arguments: args, findings });
    if (decision.effect === 'deny') throw denied(decision, asked.target);
  } catch (thrown) {
    await recordFailure(asked, 'refused', toManifoldError(thrown).code);
    throw thrown;
  }
}

/** Opens the question again, since no work began. Earlier answers are kept. */
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

/** The job of the step that follows an answer. A family keeps earlier answers in its request state. */
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

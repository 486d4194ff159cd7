import type { TaskJob } from '../../../schemas/task-records.ts';
import { answersForFamily, outstanding, withAnswers } from '../../runtime/tasks/task-input.ts';
import { changeTask } from '../../runtime/tasks/task-repository.ts';
import type { FrontRequest } from '../front-request.ts';
import { eventOf } from '../guard/audited.ts';
import { START_WINDOW_MS } from '../guard/start-task.ts';
import type { Services } from '../services.ts';
import { auditOfTaskRequest } from './tasks-audit.ts';
import type { FoundTask } from './tasks-end.ts';

export interface TaskAnswer {
  services: Services;
  request: FrontRequest;
  found: FoundTask;
  /** By the keys of the questions; what answers none that is open is left out. */
  responses: Readonly<Record<string, unknown>>;
}

/**
 * Takes what the caller answers. Once nothing is open any more the next round begins, with the answers as a family gets
 * them in any other call. Of two answers at once that meet in one task, one is taken, and the other comes too late.
 */
export async function answerTask({ services, request, found, responses }: TaskAnswer): Promise<void> {
  const { owner, item, vault } = found;
  const input = vault.input(item);
  const answered = item.status === 'input_required' && input ? withAnswers(input, responses) : undefined;
  if (!answered) return;
  const { revision } = item;
  const where = { status: 'input_required', revision } as const;
  if (Object.keys(outstanding(answered)).length > 0) {
    const set = { input: vault.seal('input', answered), revision: revision + 1, updatedAt: Date.now() };
    await changeTask(services.state, owner, { set, where });
    return;
  }
  const job = vault.job(item);
  if (!job) return;
  const asked = await auditOfTaskRequest({ services, request, found, operation: 'tasks/update', given: responses });
  const intent = await eventOf(asked, 'intent');
  const { inputResponses: _earlier, requestState: _state, ...context } = job.invocation.context;
  const next: TaskJob = {
    ...job,
    intent,
    startedAt: asked.startedAt,
    invocation: {
      ...job.invocation,
      context: {
        ...context,
        inputResponses: answersForFamily(answered),
        ...(answered.requestState === undefined ? {} : { requestState: answered.requestState }),
      },
    },
  };
  const round = item.round + 1;
  const now = Date.now();
  const resumed = await changeTask(services.state, owner, {
    set: {
      status: 'working',
      round,
      job: vault.seal('job', next),
      deadline: now + START_WINDOW_MS,
      revision: revision + 1,
      updatedAt: now,
    },
    remove: ['input', 'startedAt'],
    where,
  });
  if (!resumed) return;
  await services.audit.record(intent);
  await services.tasks.start({ ...owner, round, timeoutMs: job.timeoutMs });
}

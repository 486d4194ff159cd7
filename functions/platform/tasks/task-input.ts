import type { CallContext, Outcome } from '../../../schemas/invocation.ts';
import type { TaskInput } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { TaskChange, TaskItem } from './task-repository.ts';
import { MOST_SEALED_BYTES, type TaskVault } from './task-vault.ts';

type InputRequired = Extract<Outcome, { status: 'input_required' }>;

/** The capability that a client has to declare for each kind of question. */
const NEEDED: Record<string, string> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

/**
 * The change after which a task waits for its caller, or the error if the caller cannot be asked. Keys are made unique
 * over the life of the task, as the specification requires: families may ask under the same name in each step.
 */
export function inputChange(
  { round }: Pick<TaskItem, 'round'>,
  { inputRequests, requestState }: InputRequired,
  capabilities: CallContext['clientCapabilities'] = {},
  vault: TaskVault,
): TaskChange | ManifoldError {
  const missing = Object.values(inputRequests)
    .map(({ method }) => NEEDED[method] ?? method)
    .find((capability) => !(capability in capabilities));
  if (missing !== undefined) {
    return new ManifoldError('E3012', `The tool asks a question that needs the client capability "${missing}".`, {
      details: { requiredCapabilities: { [missing]: {} } },
    });
  }
  const requests = Object.fromEntries(
    Object.entries(inputRequests).map(([name, request]) => [`${round}.${name}`, request]),
  );
  const input = vault.seal('input', { requests, answers: {}, ...(requestState === undefined ? {} : { requestState }) });
  if (input.length > MOST_SEALED_BYTES.input) {
    return new ManifoldError('E3003', 'The questions of the tool are too large for a task to keep.', {
      retryable: false,
    });
  }
  return {
    set: { status: 'input_required', input, updatedAt: Date.now() },
    remove: ['startedAt', 'message'],
    where: { status: 'working', round },
    absent: ['cancelRequestedAt'],
  };
}

/** Questions without an answer. */
export function outstanding({ requests, answers }: TaskInput): TaskInput['requests'] {
  return Object.fromEntries(Object.entries(requests).filter(([name]) => !(name in answers)));
}

/** The input with the answers to outstanding questions; other answers are ignored. Undefined if no answer is left. */
export function withAnswers(input: TaskInput, given: Readonly<Record<string, unknown>>): TaskInput | undefined {
  const accepted = Object.entries(given).filter(([name]) => name in outstanding(input));
  if (accepted.length === 0) return undefined;
  return { ...input, answers: { ...input.answers, ...Object.fromEntries(accepted) } };
}

/** The answers under the names by which the family asked. */
export function answersForFamily({ answers }: TaskInput): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name.slice(name.indexOf('.') + 1), answer]),
  );
}

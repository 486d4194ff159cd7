import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { parseInput } from '../../core/input/parse-input.ts';
import { isSafeToRetry } from '../../core/tool/safe-to-retry.ts';
import { markRunsOnce } from '../breaker/call-scope.ts';
import { abortReason, withAttempts } from './attempts.ts';
import type { Call } from './call.ts';
import type { Tool, ToolAnswer } from './define-tool.ts';
import { asUnknownOutcome } from './unknown-outcome.ts';

/**
 * Runs one tool call: parses and validates the arguments, executes the tool within the deadline, and checks its answer.
 *
 * @param begin runs once, after the arguments were checked and before the first attempt
 * @throws {ManifoldError} for every failure; no other error leaves this function
 */
export async function runTool(
  tool: Tool,
  args: unknown,
  call: Call,
  begin: () => Promise<void> = async () => undefined,
): Promise<Outcome> {
  const input = parseInput(tool.input, args);
  tool.validate(input);
  await begin();
  const { retry } = tool.definition;
  const repeatable = isSafeToRetry(tool.definition);
  if (!repeatable) markRunsOnce();
  const answer = await withAttempts(
    {
      strategy: retry,
      repeatable,
      signal: call.signal,
      deadline: call.context.deadline,
      shouldRetry: (error) => tool.shouldRetry(error),
    },
    (attempt) => untilAborted(tool.execute(input, { ...call, attempt }), call.signal),
  ).catch((thrown: unknown) => {
    throw repeatable ? thrown : asUnknownOutcome(thrown, tool.definition);
  });
  if ('inputRequests' in answer) {
    return {
      status: 'input_required',
      inputRequests: answer.inputRequests,
      requestState: answer.requestState,
      meta: {},
    };
  }
  if (answer.continueAsTask) {
    if (call.context.task === 'offered') return { status: 'task', meta: answer.meta ?? {} };
    throw new ManifoldError('E3003', 'The tool tried to continue as a task, but this call offers none.', {
      retryable: false,
    });
  }
  return {
    status: 'ok',
    structuredContent: checkedData(tool, answer),
    content: answer.content,
    meta: answer.meta ?? {},
  };
}

/**
 * Asks a tool what became of an earlier call with the same arguments. A look-up changes nothing, so a failed one is
 * retried like a read.
 */
export async function lookUpCall(tool: Tool, args: unknown, call: Call): Promise<Outcome> {
  const { lookUp } = tool;
  if (!lookUp) return { status: 'ok', lookUp: 'unknown', meta: {} };
  const input = parseInput(tool.input, args);
  const { signal, context } = call;
  const found = await withAttempts(
    {
      strategy: tool.definition.retry,
      repeatable: true,
      signal,
      deadline: context.deadline,
      shouldRetry: (error) => error.retryable,
    },
    (attempt) => untilAborted(lookUp(input, { ...call, attempt }), signal),
  );
  if (found.state !== 'found') return { status: 'ok', lookUp: found.state, meta: {} };
  const { answer } = found;
  return {
    status: 'ok',
    lookUp: 'found',
    structuredContent: checkedData(tool, answer),
    content: answer.content,
    meta: answer.meta ?? {},
  };
}

/**
 * One sentence that says what a call would do. The arguments are parsed and validated as for the call itself.
 *
 * @throws {ManifoldError} if the call would be refused
 */
export async function effectOf(tool: Tool, args: unknown, call: Call): Promise<string> {
  const input = parseInput(tool.input, args);
  tool.validate(input);
  return untilAborted(Promise.resolve(tool.effect(input, call)), call.signal);
}

/** The data of an answer that matches the output schema. Clients validate it too, so any other answer is an error. */
function checkedData(tool: Tool, answer: ToolAnswer<unknown>): unknown {
  if (!tool.output) return answer.data;
  const checked = tool.output.safeParse(answer.data);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new ManifoldError('E3003', `The answer of ${tool.definition.name} does not match its output schema.`, {
    details: { field: issue?.path.join('.') ?? '', expectedFormat: issue?.message },
    cause: checked.error,
    retryable: false,
  });
}

/** Ends with the work, or with the reason of the signal as soon as it aborts, even if the work ignores the signal. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(abortReason(signal));
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

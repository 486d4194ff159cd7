import type { Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { parseInput } from '../../core/input/parse-input.ts';
import { isSafeToRetry } from '../../core/tool/safe-to-retry.ts';
import { runsOnce } from '../breaker/call-scope.ts';
import { abortReason, withAttempts } from './attempts.ts';
import type { Call } from './call.ts';
import type { Tool, ToolAnswer } from './define-tool.ts';
import { asUnknownOutcome } from './unknown-outcome.ts';

/**
 * One tool call from arguments to outcome: parse, check across fields, execute within the deadline, check the answer.
 *
 * @param begin done once, after the arguments were checked and before the first attempt
 * @throws {ManifoldError} of the catalogue; nothing else leaves
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
  if (!repeatable) runsOnce();
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
    throw new ManifoldError('E3003', 'The tool wanted to go on as a task, and none was offered.', { retryable: false });
  }
  return {
    status: 'ok',
    structuredContent: checkedData(tool, answer),
    content: answer.content,
    meta: answer.meta ?? {},
  };
}

/**
 * What became of an earlier call with the same arguments, as far as the tool can find out. It only asks, so it is
 * repeated like a read.
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
 * What a call would do, in words; the arguments are parsed and checked as for the call itself.
 * @throws {ManifoldError} where the call would be refused
 */
export async function effectOf(tool: Tool, args: unknown, call: Call): Promise<string> {
  const input = parseInput(tool.input, args);
  tool.validate(input);
  return untilAborted(Promise.resolve(tool.effect(input, call)), call.signal);
}

/** The answer matches the output schema, or the call fails: clients validate it too. */
function checkedData(tool: Tool, answer: ToolAnswer<unknown>): unknown {
  if (!tool.output) return answer.data;
  const checked = tool.output.safeParse(answer.data);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new ManifoldError('E3003', `The answer of ${tool.definition.name} is not what the tool promises.`, {
    details: { field: issue?.path.join('.') ?? '', expectedFormat: issue?.message },
    cause: checked.error,
    retryable: false,
  });
}

/** Settles with the work, or with the signal's reason as soon as that comes: the work may not listen to it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(abortReason(signal));
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

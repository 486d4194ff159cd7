import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { Frame, type Invocation, Outcome } from '../../../schemas/invocation.ts';
import type { FamilyTarget } from '../../../schemas/registry-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { NOT_CONNECTED } from '../../core/errors/not-connected.ts';
import { inSpan } from '../../core/tracing/in-span.ts';
import { outgoingTrace } from '../../core/tracing/outgoing-trace.ts';
import { currentRecording } from '../../core/tracing/recording.ts';
import { splitLines } from './lines.ts';

/** How long front waits past the deadline for a family to report its own time-out. */
const GRACE_MS = 750;

export type Report = Exclude<Frame, { frame: 'outcome' }>;

export interface Dispatcher {
  /**
   * Hands one invocation to its family, once: the SDK's own retries are off, since a family decides what may repeat.
   * @throws {ManifoldError} E3004 after the deadline, E3003 if the function or its answer broke, E3002 if the function
   *   no longer
   *   exists, E5004 if it did not run
   */
  dispatch(target: FamilyTarget, invocation: Invocation, onReport: (report: Report) => void): Promise<Outcome>;
}

/** @param client a Lambda client with `maxAttempts: 1` */
export function lambdaDispatcher(client: LambdaClient): Dispatcher {
  return {
    dispatch(target, invocation, onReport) {
      const { family, functionArn, tenantIsolated, invokeMode } = target;
      const { deadline, principal } = invocation.context;
      currentRecording()?.describe({ family });
      return inSpan(`invoke ${family}`, async () => {
        const context = { ...invocation.context, ...outgoingTrace(invocation.context), sentAt: Date.now() };
        const input = {
          FunctionName: functionArn,
          Payload: Buffer.from(JSON.stringify({ ...invocation, context })),
          TenantId: tenantIsolated ? principal.tenant : undefined,
        };
        const abortSignal = AbortSignal.timeout(Math.max(1, deadline - Date.now() + GRACE_MS));
        try {
          return invokeMode === 'stream'
            ? await invokeStream(client, input, abortSignal, onReport)
            : await invokeBuffered(client, input, abortSignal);
        } catch (error) {
          throw asManifoldError(error, family, abortSignal);
        }
      });
    },
  };
}

type Input = { FunctionName: string; Payload: Uint8Array; TenantId?: string };

async function invokeBuffered(client: LambdaClient, input: Input, abortSignal: AbortSignal): Promise<Outcome> {
  const answer = await client.send(new InvokeCommand(input), { abortSignal });
  const text = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError) throw functionError(text);
  return Outcome.parse(JSON.parse(text));
}

async function invokeStream(
  client: LambdaClient,
  input: Input,
  abortSignal: AbortSignal,
  onReport: (report: Report) => void,
): Promise<Outcome> {
  const answer = await client.send(new InvokeWithResponseStreamCommand(input), { abortSignal });
  const lines = splitLines();
  let outcome: Outcome | undefined;
  for await (const event of answer.EventStream ?? []) {
    if (event.InvokeComplete?.ErrorCode)
      throw functionError(event.InvokeComplete.ErrorDetails ?? event.InvokeComplete.ErrorCode);
    for (const line of lines(event.PayloadChunk?.Payload)) {
      const frame = Frame.parse(JSON.parse(line));
      if (frame.frame === 'outcome') outcome = frame.outcome;
      else onReport(frame);
    }
  }
  if (!outcome) throw functionError('the answer ended before its outcome');
  return outcome;
}

/** Lambda reports a broken function as a successful request with an error text. */
function functionError(details: string): ManifoldError {
  if (details.includes('Task timed out') || details.includes('Sandbox.Timedout')) {
    return new ManifoldError('E3004', 'The tool did not finish in time, and its function was stopped.');
  }
  return new ManifoldError('E3003', 'The tool broke while it worked. Quote the correlation id to the operators.', {
    cause: new Error(details),
  });
}

function asManifoldError(error: unknown, family: string, abortSignal: AbortSignal): ManifoldError {
  if (error instanceof ManifoldError) return error;
  if (abortSignal.aborted) return new ManifoldError('E3004', 'The tool did not finish in time.', { cause: error });
  if (error instanceof TooManyRequestsException) {
    return new ManifoldError('E5004', `The tools of "${family}" are busy. Try again in a moment.`, {
      cause: error,
      details: { retryAfter: 1 },
    });
  }
  if (error instanceof ResourceNotFoundException) {
    return new ManifoldError(
      'E3002',
      `The function behind the tools of "${family}" is gone. Its operators have to deploy it.`,
      {
        cause: error,
      },
    );
  }
  if (neverRan(error)) {
    return new ManifoldError('E5004', `The tools of "${family}" cannot be reached.`, { cause: error });
  }
  return new ManifoldError(
    'E3003',
    `The tools of "${family}" gave no answer that can be read. Whatever they did before is done.`,
    { cause: error },
  );
}

/**
 * Whether a failure shows that no function ran: nothing was sent, or Lambda refused the request. After a connection
 * that broke, a fault of Lambda itself, or an answer that does not parse, the outcome is unknown and a write must not
 * be retried.
 */
export function neverRan(error: unknown): boolean {
  const { code, $metadata } = Object(error) as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return (typeof code === 'string' && NOT_CONNECTED.has(code)) || (status >= 400 && status < 500);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { logger } from '../core/logging/logger.ts';

/** Milliseconds before each further attempt to deliver the answer. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];
/** An attempt that gets no response is given up. */
const ATTEMPT_MS = 5_000;

type Wait = (ms: number) => Promise<unknown>;

/**
 * Does the work of a custom resource and reports to CloudFormation, whatever happens: without an answer, its stack waits
 * for an hour. The reason that CloudFormation shows is one sentence; the stack trace is in the log.
 *
 * @throws {Error} if the answer was not accepted; Lambda then runs the function again
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  physicalResourceId: string,
  work: () => Promise<void>,
  wait: Wait = pause,
): Promise<void> {
  let failure: string | undefined;
  try {
    await work();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    logger.error('custom resource failed', cause);
    failure = cause.message;
  }
  const answer = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure?.slice(0, 1_000),
    PhysicalResourceId: physicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  await deliver(event.ResponseURL, answer, wait);
}

async function deliver(url: string, answer: string, wait: Wait): Promise<void> {
  for (const ms of [...PAUSES_MS, undefined]) {
    const refusal = await attempt(url, answer);
    if (refusal === undefined) return;
    if (ms === undefined) throw new Error(`CloudFormation did not accept the answer: ${refusal}.`);
    logger.warn('the answer to CloudFormation was not accepted', { refusal });
    await wait(ms);
  }
}

/**
 * Sends bytes, not text: fetch adds a content type to text, and S3 refuses a header that its presigned URL does not sign.
 *
 * @returns why the answer was not accepted, if it was not
 */
async function attempt(url: string, answer: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'PUT',
      body: Buffer.from(answer),
      signal: AbortSignal.timeout(ATTEMPT_MS),
    });
    return ok ? undefined : `status ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { logger } from '../core/logging/logger.ts';

/**
 * Does the work of a custom resource and reports to CloudFormation, whatever happens: a resource that stays silent
 * blocks its stack for an hour. The reason that CloudFormation shows is one sentence; the stack trace is in the log.
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  physicalResourceId: string,
  work: () => Promise<void>,
): Promise<void> {
  let failure: string | undefined;
  try {
    await work();
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    logger.error('custom resource failed', cause);
    failure = cause.message;
  }
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({
      Status: failure === undefined ? 'SUCCESS' : 'FAILED',
      Reason: failure?.slice(0, 1_000),
      PhysicalResourceId: physicalResourceId,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    }),
  });
}

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { TaskEvent } from '../../../schemas/task-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { logger } from '../../core/logging/logger.ts';
import { neverRan } from '../dispatch/dispatcher.ts';

/** Lambda takes an event within milliseconds. */
const GIVE_UP_MS = 5_000;

export interface TaskStarter {
  /**
   * Starts one step of work in the background (asynchronous invocation). If it is unknown whether Lambda took the event,
   * the step counts as started; if it was not, its deadline passes.
   * @throws {ManifoldError} E5004 if Lambda certainly did not take the event
   */
  start(event: TaskEvent): Promise<void>;
}

/** @param functionArn the task runner (functions/task-runner) */
export function lambdaTaskStarter(client: LambdaClient, functionArn: string): TaskStarter {
  return {
    async start(event) {
      try {
        await client.send(
          new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: 'Event',
            Payload: Buffer.from(JSON.stringify(event)),
          }),
          { abortSignal: AbortSignal.timeout(GIVE_UP_MS) },
        );
      } catch (cause) {
        if (neverRan(cause)) {
          throw new ManifoldError('E5004', 'The work could not be started. Try again in a moment.', { cause });
        }
        logger.warn('it is unknown whether the work of a task began', { error: String(cause) });
      }
    },
  };
}

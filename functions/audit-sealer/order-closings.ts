import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Closing, type Closings, MOST_CLOSINGS } from '../../schemas/audit-closings.ts';
import { lambdaClient } from '../core/aws/clients/lambda.ts';

/** Has closings added to the trail; resolves once all are durable. */
export type OrderClosings = (closings: readonly Closing[]) => Promise<void>;

/** The closer works for 60 s at most. */
const ANSWER_MS = 65_000;

/** Orders closings from the audit closer. @throws {Error} if it fails; closings that it has added stay */
export function orderClosings(
  functionArn: string,
  client: Pick<LambdaClient, 'send'> = lambdaClient({}, { totalMs: ANSWER_MS }),
): OrderClosings {
  return async (closings) => {
    for (let start = 0; start < closings.length; start += MOST_CLOSINGS) {
      const order: Closings = { closings: closings.slice(start, start + MOST_CLOSINGS) };
      const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(order)) });
      const { FunctionError } = await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS) });
      if (FunctionError) throw new Error(`The audit closer has failed: ${FunctionError}.`);
    }
  };
}

import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { VerificationKeyAnswer, type VerificationKeyQuestion } from '../../schemas/webhooks.ts';
import { lambdaClient } from '../core/aws/clients/lambda.ts';

/** Asks the function of a family's verification keys. */
export type AskKey = (functionArn: string, question: VerificationKeyQuestion) => Promise<VerificationKeyAnswer>;

/** The function waits up to 3 s for the provider; this one answers its own request within 10 s. */
const ANSWER_MS = 6_000;

export function keyAsker(client: Pick<LambdaClient, 'send'> = lambdaClient({}, { totalMs: ANSWER_MS })): AskKey {
  return async (FunctionName, question) => {
    const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(question)) });
    const { Payload, FunctionError } = await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS) });
    if (FunctionError) throw new Error('The function of the verification keys failed.');
    return VerificationKeyAnswer.parse(JSON.parse(Buffer.from(Payload ?? []).toString()));
  };
}

import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 2_000, totalMs: 5_000 };

/** An SQS client with one retry: the provider whose event is queued waits for seconds, and then sends it again. */
export function sqsClient(config: SQSClientConfig = {}, limits: Partial<ClientLimits> = {}): SQSClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new SQSClient({ maxAttempts: 2, requestHandler, ...config }),
  );
}

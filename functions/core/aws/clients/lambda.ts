import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { type ClientLimits, limitedClient } from './limits.ts';

/** A function works for 15 minutes at most. Callers pass a signal that ends with the deadline of their call. */
const LIMITS: ClientLimits = { connectMs: 1_000, totalMs: 900_000 };

/**
 * A Lambda client without retries: what an invocation may have done is known to its caller alone. Its attempts have no
 * limit of their own; the total is the caller's signal, else `limits.totalMs`.
 */
export function lambdaClient(config: LambdaClientConfig = {}, limits: Partial<ClientLimits> = {}): LambdaClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new LambdaClient({ maxAttempts: 1, cacheMiddleware: true, requestHandler, ...config }),
  );
}

import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 2_000, totalMs: 8_000 };

/** A KMS client: two retries. */
export function kmsClient(config: KMSClientConfig = {}, limits: Partial<ClientLimits> = {}): KMSClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new KMSClient({ maxAttempts: 3, requestHandler, ...config }),
  );
}

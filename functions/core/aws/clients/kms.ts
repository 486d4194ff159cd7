import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { type ClientLimits, limitTotal, requestHandlerOf } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 2_000, totalMs: 8_000 };

/** A KMS client: two retries. */
export function kmsClient(config: KMSClientConfig = {}, limits: Partial<ClientLimits> = {}): KMSClient {
  const all = { ...LIMITS, ...limits };
  const client = new KMSClient({ maxAttempts: 3, requestHandler: requestHandlerOf(all), ...config });
  return limitTotal(client, all.totalMs);
}

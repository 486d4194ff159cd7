import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 10_000, totalMs: 30_000 };

/** An S3 client: two retries. An attempt takes up to 10 s, since an object may have megabytes. */
export function s3Client(config: S3ClientConfig = {}, limits: Partial<ClientLimits> = {}): S3Client {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new S3Client({ maxAttempts: 3, requestHandler, ...config }),
  );
}

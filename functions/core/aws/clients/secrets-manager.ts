import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 3_000, totalMs: 9_000 };

/** A client of Secrets Manager: two retries. */
export function secretsManagerClient(
  config: SecretsManagerClientConfig = {},
  limits: Partial<ClientLimits> = {},
): SecretsManagerClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new SecretsManagerClient({ maxAttempts: 3, requestHandler, ...config }),
  );
}

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerClient } from '../aws/clients/secrets-manager.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import { inSpan } from '../tracing/in-span.ts';

/** How long a secret is used before it is read again. A rotation reaches every instance within this time. */
const MAX_AGE_MS = 5 * 60_000;

export type SecretReader = (options?: { fresh: boolean }) => Promise<Record<string, string>>;

/**
 * Reads one secret (a JSON object of strings) at first use and keeps it for five minutes. Concurrent callers share one
 * request. `fresh` reads it again, for when a provider refuses the kept credential.
 *
 * @throws {ManifoldError} E5004 if Secrets Manager does not answer and no value is kept
 */
export function secretReader(
  arn: string,
  client: Pick<SecretsManagerClient, 'send'> = secretsManagerClient(),
): SecretReader {
  let kept: { value: Record<string, string>; at: number } | undefined;
  let pending: Promise<Record<string, string>> | undefined;

  const read = async () => {
    try {
      const answer = await inSpan('secretsmanager GetSecretValue', () =>
        client.send(new GetSecretValueCommand({ SecretId: arn })),
      );
      const value = JSON.parse(answer.SecretString ?? '{}') as Record<string, string>;
      kept = { value, at: Date.now() };
      return value;
    } catch (cause) {
      if (kept) return kept.value;
      throw new ManifoldError('E5004', 'A secret could not be read. The operators find the reason in the logs.', {
        cause,
      });
    } finally {
      pending = undefined;
    }
  };

  return (options) => {
    if (kept && !options?.fresh && Date.now() - kept.at < MAX_AGE_MS) return Promise.resolve(kept.value);
    pending ??= read();
    return pending;
  };
}

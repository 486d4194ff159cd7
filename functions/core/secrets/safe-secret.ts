import { ManifoldError } from '../errors/manifold-error.ts';
import type { SecretReader } from './secret-reader.ts';

/** Prefixes of credentials for test modes of providers, and the placeholder of secrets that are not yet filled in. */
const TEST_CREDENTIAL = /^(sk_test_|rk_test_|pk_test_|key_test_|secret_test_|set-me$)/;

/**
 * The reader of a family's secret. In production it refuses default and test credentials (requirement A26), since a
 * call to the test mode of a provider must not look like a real one.
 *
 * @throws {ManifoldError} E4006 with the family and the name of the member, never with its value
 */
export function safeSecret(family: string, read: SecretReader, kind: string | undefined): SecretReader {
  if (kind !== 'production') return read;
  return async (options) => {
    const secret = await read(options);
    const [name] = Object.entries(secret).find(([, value]) => TEST_CREDENTIAL.test(value)) ?? [];
    if (name === undefined) return secret;
    throw new ManifoldError('E4006', `The secret of "${family}" holds a default or test value under "${name}".`, {
      details: { suggestion: 'Its operators have to put the real credentials there; no deploy is needed.' },
    });
  };
}

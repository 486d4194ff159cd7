import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** Key and secret that the provider's console issues; their prefix (`key_test_`, `key_live_`) belongs to one host. */
export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

/** @throws {ManifoldError} E4006 if the family's secret does not have them */
export async function readCredentials(call: Call, options: { fresh: boolean }): Promise<Credentials> {
  const { apiKey, apiSecret } = await call.secret(options);
  if (!apiKey || !apiSecret) {
    throw new ManifoldError(
      'E4006',
      'The credentials of the KYC provider are not set. Tell the operators: the secret of the family "kyc" needs "apiKey" and "apiSecret".',
    );
  }
  return { apiKey, apiSecret };
}

export function sameCredentials(one: Credentials, other: Credentials): boolean {
  return one.apiKey === other.apiKey && one.apiSecret === other.apiSecret;
}

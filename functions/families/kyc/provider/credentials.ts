import { credentialsIn } from '../../../kit/provider/credentials.ts';
import type { Call } from '../../../kit/tool/call.ts';

/** Key and secret that the provider's console issues; their prefix (`key_test_`, `key_live_`) belongs to one host. */
export interface Credentials {
  apiKey: string;
  apiSecret: string;
}

/** @throws {ManifoldError} E4006 if the family's secret does not have them */
export async function readCredentials(call: Call, options: { fresh: boolean }): Promise<Credentials> {
  const secret = await call.secret(options);
  return credentialsIn(secret, ['apiKey', 'apiSecret'], 'The credentials of the KYC provider are not set.');
}

export function sameCredentials(one: Credentials, other: Credentials): boolean {
  return one.apiKey === other.apiKey && one.apiSecret === other.apiSecret;
}

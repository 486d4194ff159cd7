import {
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderClientConfig,
} from '@aws-sdk/client-cognito-identity-provider';
import { type ClientLimits, limitedClient } from './limits.ts';

const LIMITS: ClientLimits = { connectMs: 1_000, requestMs: 5_000, totalMs: 6_000 };

/** A Cognito client without retries: a sign-in that is sent twice counts as two attempts of the person. */
export function cognitoClient(
  config: CognitoIdentityProviderClientConfig = {},
  limits: Partial<ClientLimits> = {},
): CognitoIdentityProviderClient {
  return limitedClient(
    { ...LIMITS, ...limits },
    (requestHandler) => new CognitoIdentityProviderClient({ maxAttempts: 1, requestHandler, ...config }),
  );
}

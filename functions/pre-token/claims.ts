import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** Claims that access tokens of the user pool get in addition to Cognito's own. */
export type AddedClaims = {
  tenant?: string;
  tier?: string;
  /** Methods separated by spaces, since claims in the trigger's event can only be text. */
  amr?: string;
};

/** The stage's rules for signing in. */
export interface SignInRules {
  /** True if the user pool requires a one-time password from everyone. */
  mfaRequired: boolean;
  /** Tenant of the people of each SAML provider, by the provider's name. */
  samlTenants: Readonly<Record<string, string>>;
}

/**
 * Tenant and tier from the person's attributes, which Cognito writes only into id tokens, and the authentication
 * methods (RFC 8176), which it writes nowhere. If the user pool requires a one-time password, every person with an
 * account in it has given one. For people who sign in through SAML only their own directory knows; they belong to the
 * tenant of that provider.
 */
export function addedClaims(
  { userAttributes }: PreTokenGenerationV2TriggerEvent['request'],
  { mfaRequired, samlTenants }: SignInRules,
): AddedClaims {
  const { 'custom:tenant': own, 'custom:tier': tier, 'cognito:user_status': status, identities } = userAttributes;
  const tenant = own ?? samlTenants[providerIn(identities) ?? ''];
  const ownAccount = status !== 'EXTERNAL_PROVIDER';
  return {
    tenant: tenant || undefined,
    tier: tier || undefined,
    amr: mfaRequired && ownAccount ? 'pwd otp mfa' : undefined,
  };
}

/** Name of the person's SAML provider. Cognito stores it as JSON in the attribute `identities`. */
function providerIn(identities: string | undefined): string | undefined {
  if (identities === undefined) return undefined;
  const [first] = JSON.parse(identities) as { providerName?: string }[];
  return first?.providerName;
}

import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** Claims that access tokens of the user pool get beside Cognito's own. */
export type AddedClaims = {
  tenant?: string;
  tier?: string;
  /** Words, not a list: the trigger's event knows text alone. */
  amr?: string;
};

/** What a stage says about how people get in. */
export interface SignInRules {
  /** True where the pool lets nobody in without a one-time password. */
  mfaRequired: boolean;
  /** Tenant of the people of each SAML provider, by the provider's name. */
  samlTenants: Readonly<Record<string, string>>;
}

/**
 * Tenant and tier from the person's attributes, which Cognito writes into id tokens alone, and how the person signed in
 * (RFC 8176), which it writes nowhere: where the pool lets nobody in without a one-time password, whoever has an account
 * in it has given one. Of people who come through SAML only their own directory knows; they are of its tenant.
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

/** Name of the directory that a person came from: Cognito keeps it as JSON in the attribute `identities`. */
function providerIn(identities: string | undefined): string | undefined {
  if (identities === undefined) return undefined;
  const [first] = JSON.parse(identities) as { providerName?: string }[];
  return first?.providerName;
}

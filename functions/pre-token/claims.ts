import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** Claims that access tokens of the user pool get beside Cognito's own. */
export type AddedClaims = {
  tenant?: string;
  tier?: string;
  /** Words, not a list: the trigger's event knows text alone. */
  amr?: string;
};

/**
 * Tenant and tier from the person's attributes, which Cognito writes into id tokens alone, and how the person signed in
 * (RFC 8176), which it writes nowhere: where the pool lets nobody in without a one-time password, whoever has an account
 * in it has given one. Of people who come through SAML only their own directory knows.
 */
export function addedClaims(
  { userAttributes }: PreTokenGenerationV2TriggerEvent['request'],
  mfaRequired: boolean,
): AddedClaims {
  const { 'custom:tenant': tenant, 'custom:tier': tier, 'cognito:user_status': status } = userAttributes;
  const ownAccount = status !== 'EXTERNAL_PROVIDER';
  return {
    ...(tenant ? { tenant } : {}),
    ...(tier ? { tier } : {}),
    ...(mfaRequired && ownAccount ? { amr: 'pwd otp mfa' } : {}),
  };
}

import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { ENV } from '../../schemas/environment.ts';
import { requireEnv } from '../core/environment.ts';
import { addedClaims } from './claims.ts';
import { scopeChanges } from './scopes.ts';

const rules = {
  mfaRequired: requireEnv(ENV.MFA_REQUIRED) === 'true',
  samlTenants: JSON.parse(requireEnv(ENV.SAML_TENANTS)) as Record<string, string>,
};

/** Trigger of the user pool before it signs a token (version 2 of its event, which may change access tokens). */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => ({
  ...event,
  response: {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: { ...addedClaims(event.request, rules) },
        ...scopeChanges(event.request),
      },
    },
  },
});

import type { ProviderFailure } from '../provider-failure.ts';

/** What the provider says to a missing consent or reason (422). Input validation comes first; this is its backstop. */
export const CONSENT_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 422,
    providerMessage: 'consent',
    code: 'E2005',
    message: 'The consent of the person concerned is required: ask them, then send consent "Y".',
    field: 'consent',
    expectedFormat: '"Y"',
  },
  {
    providerStatus: 422,
    providerMessage: 'reason',
    code: 'E2004',
    message: '"reason" is not valid: the provider wants a sentence on why the data is asked for.',
    field: 'reason',
    expectedFormat: 'at least 20 characters',
  },
];

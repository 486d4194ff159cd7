import type { ProviderFailure } from '../provider-failure.ts';

/** Failures for a missing consent or reason (422), which input validation normally finds first. */
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
    message: '"reason" is not valid: the provider expects a sentence that says why the data is needed.',
    field: 'reason',
    expectedFormat: 'at least 20 characters',
  },
];

import type { ProviderFailure } from '../provider-failure.ts';

/** An IFSC that no bank has: the look-up answers the bare text with HTTP 200, the others a message. */
const UNKNOWN_IFSC: Omit<ProviderFailure, 'providerStatus' | 'providerMessage'> = {
  code: 'E4007',
  message: 'No bank branch has this IFSC. Check it for a typing error, or take it from a cheque or statement.',
  field: 'ifsc',
};

export const IFSC_FAILURES: readonly ProviderFailure[] = [
  { providerStatus: 200, providerMessage: 'not found', ...UNKNOWN_IFSC },
  {
    providerStatus: 422,
    providerMessage: 'ifsc',
    code: 'E2004',
    message: '"ifsc" is not valid: the provider does not accept its format.',
    field: 'ifsc',
    expectedFormat: '4 letters, a zero and 6 letters or digits, e.g. "SBIN0021745"',
  },
];

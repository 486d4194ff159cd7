import type { ProviderFailure } from '../provider-failure.ts';

const IFSC_PATTERN: ProviderFailure = {
  providerStatus: 422,
  providerMessage: 'ifsc',
  code: 'E2004',
  message: '"ifsc" is not valid: the provider does not accept it. Check it with verify_ifsc.',
  field: 'ifsc',
  expectedFormat: '4 letters, a zero and 6 letters or digits, e.g. "SBIN0021745"',
};

/** Failures of the IFSC look-up: an unknown code is the bare JSON text "Not Found" with HTTP 200. */
export const IFSC_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 200,
    providerMessage: 'not found',
    code: 'E4007',
    message: 'No bank branch has this IFSC. Check it for a typing error, or take it from a cheque or statement.',
    field: 'ifsc',
  },
  IFSC_PATTERN,
];

const ANOTHER = 'Verify another account of the person.';
const LATER = 'Try again later, or verify another account of the person.';

/**
 * Failures of both account verifications. That an account does not exist, is blocked or is an NRE account is an
 * answer, not a failure.
 */
export const ACCOUNT_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 200,
    providerMessage: 'ifsc is invalid',
    code: 'E2004',
    message: '"ifsc" is not valid: no bank branch has it. Check it with verify_ifsc.',
    field: 'ifsc',
  },
  {
    providerStatus: 200,
    providerMessage: 'source bank declined',
    code: 'E4004',
    message: `The bank that asks declined. ${ANOTHER}`,
  },
  {
    providerStatus: 200,
    providerMessage: 'bank offline',
    code: 'E4005',
    message: `The bank of the account is offline. ${LATER}`,
  },
  {
    providerStatus: 200,
    providerMessage: 'npci',
    code: 'E4005',
    message: `The payment network (NPCI) is not available. ${LATER}`,
  },
  {
    providerStatus: 200,
    providerMessage: 'imps mode fail',
    code: 'E4005',
    message: `The payment system IMPS failed. ${LATER}`,
  },
  {
    providerStatus: 200,
    providerMessage: 'failed at beneficiary bank',
    code: 'E4004',
    message: `The bank of the account refused. ${ANOTHER}`,
  },
  {
    providerStatus: 500,
    providerMessage: 'failed at bank',
    code: 'E4004',
    message: `The verification failed at the bank. ${ANOTHER}`,
  },
  {
    providerStatus: 500,
    providerMessage: 'transaction failed',
    code: 'E4004',
    message: `The transaction failed at the bank. ${ANOTHER}`,
  },
  {
    providerStatus: 500,
    providerMessage: 'imps not supported',
    code: 'E4004',
    message:
      'The account does not take IMPS payments, by which it would be verified. Verify another account of the person.',
    field: 'account_number',
  },
  IFSC_PATTERN,
  {
    providerStatus: 422,
    providerMessage: 'valid bank account',
    code: 'E2004',
    message: '"account_number" is not valid: the provider does not accept it.',
    field: 'account_number',
    expectedFormat: '1 to 40 letters or digits',
  },
  {
    providerStatus: 422,
    providerMessage: 'mobile',
    code: 'E2004',
    message: '"mobile" is not valid: the provider does not accept it.',
    field: 'mobile',
    expectedFormat: '10 digits that begin with 6, 7, 8 or 9',
  },
];

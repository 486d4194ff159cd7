import type { ProviderFailure } from '../provider-failure.ts';

const AADHAAR_FORMAT: ProviderFailure = {
  providerStatus: 422,
  providerMessage: 'aadhaar',
  code: 'E2004',
  message: '"aadhaar_number" is not valid: the provider does not accept its format.',
  field: 'aadhaar_number',
  expectedFormat: '12 digits',
};

/** Failures of sending an OTP; most come with HTTP 200. */
export const OTP_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 200,
    providerMessage: 'invalid aadhaar',
    code: 'E2004',
    message: '"aadhaar_number" is not valid: no such Aadhaar exists. Ask the person to read it again.',
    field: 'aadhaar_number',
  },
  {
    providerStatus: 200,
    providerMessage: 'not linked to mobile',
    code: 'E4007',
    message:
      'No mobile number is linked to this Aadhaar, so no OTP can be sent. Verify in another way, e.g. with digilocker_init_session or verify_pan.',
    field: 'aadhaar_number',
  },
  {
    providerStatus: 200,
    providerMessage: 'try after',
    code: 'E4003',
    message:
      'An OTP was sent to this person a moment ago. Ask for it and call aadhaar_okyc_verify_otp, or wait before generating another.',
    retryAfter: 45,
  },
  AADHAAR_FORMAT,
];

const NEW_OTP = 'Generate a new one with aadhaar_okyc_generate_otp';

/** Failures of verifying an OTP; most come with HTTP 200, in changing letter case. */
export const OTP_VERIFICATION_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 200,
    providerMessage: 'invalid otp',
    code: 'E2004',
    message: `"otp" is not valid: it is not the one that was sent. Ask the person to read it again. ${NEW_OTP} if it stays wrong.`,
    field: 'otp',
    expectedFormat: '6 digits from the text message',
  },
  {
    providerStatus: 200,
    providerMessage: 'otp expired',
    code: 'E4008',
    message: `The OTP has expired. ${NEW_OTP} and ask the person for it.`,
    field: 'otp',
  },
  {
    providerStatus: 200,
    providerMessage: 'invalid reference id',
    code: 'E2004',
    message: `"reference_id" is not valid: use the one that aadhaar_okyc_generate_otp answered last. ${NEW_OTP} if it is lost.`,
    field: 'reference_id',
  },
  {
    providerStatus: 200,
    providerMessage: 'under process',
    code: 'E3006',
    message:
      'The provider is still working on an earlier request for this person. Wait, then call again with the same OTP.',
    retryAfter: 30,
  },
  {
    providerStatus: 422,
    providerMessage: 'otp',
    code: 'E2004',
    message: '"otp" is not valid: the provider does not accept its format.',
    field: 'otp',
    expectedFormat: '6 digits',
  },
  {
    providerStatus: 422,
    providerMessage: 'reference',
    code: 'E2004',
    message: '"reference_id" is not valid: use the one that aadhaar_okyc_generate_otp answered.',
    field: 'reference_id',
  },
];

/** Failures of the PAN-Aadhaar link status that concern the Aadhaar number; the first two come with HTTP 200. */
export const LINK_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 200,
    providerMessage: 'valid aadhaar',
    code: 'E2004',
    message: '"aadhaar_number" is not valid: no such Aadhaar exists. Ask the person to read it again.',
    field: 'aadhaar_number',
  },
  {
    providerStatus: 200,
    providerMessage: 'pan does not exist',
    code: 'E4007',
    message: 'No such PAN exists. Check it for a typing error, or verify it with verify_pan.',
    field: 'pan',
  },
  AADHAAR_FORMAT,
];

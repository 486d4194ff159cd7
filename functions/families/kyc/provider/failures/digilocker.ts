import type { ProviderFailure } from '../provider-failure.ts';

/**
 * Failures of the DigiLocker APIs for a session that is unknown or has not succeeded yet (Appendix E of the source).
 */
export const SESSION_FAILURES: readonly ProviderFailure[] = [
  {
    providerStatus: 521,
    code: 'E4007',
    message:
      'There is no such DigiLocker session, or no such document in it: it has expired, or the person did not consent to this document. See digilocker_get_status, or begin anew with digilocker_init_session.',
    field: 'session_id',
  },
  {
    providerStatus: 523,
    code: 'E4008',
    message:
      'The DigiLocker session is not ready: the person has not finished consenting. Ask digilocker_get_status until it says "succeeded", then fetch the document.',
    field: 'session_id',
  },
];

const refused = (field: string, expectedFormat: string, providerMessage = field): ProviderFailure => ({
  providerStatus: 422,
  providerMessage,
  code: 'E2004',
  message: `"${field}" is not valid: the provider does not accept it.`,
  field,
  expectedFormat,
});

/** Failures of starting a session. */
export const INIT_FAILURES: readonly ProviderFailure[] = [
  refused('redirect_url', 'an address that begins with https://', 'redirect'),
  refused('doc_types', 'one or more of aadhaar, pan, driving_license', 'doc_type'),
  refused('flow', 'signin or signup'),
  refused('consent_expiry', 'Unix milliseconds, at least one hour from now', 'expiry'),
  refused('options.verified_mobile', '10 digits that begin with 6, 7, 8 or 9', 'mobile'),
];

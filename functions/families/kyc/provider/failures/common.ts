import type { ProviderFailure } from '../provider-failure.ts';

const CREDITS =
  'The account at the KYC provider has no credits left. Tell the operators: its wallet must be topped up.';
const QUOTA = 'The account at the KYC provider has used up its quota. Tell the operators: its plan must be extended.';
const PRIVILEGE = 'The account at the KYC provider may not use this API. Tell the operators: it must be subscribed to.';

/** Refusals: the provider did not execute the request (its page on errors, docs/errors). */
export const REFUSALS: readonly ProviderFailure[] = [
  {
    providerStatus: 400,
    code: 'E4004',
    message: 'The provider does not understand the request: its contract may have changed. Tell the operators.',
  },
  { providerStatus: 402, code: 'E4006', message: CREDITS },
  { providerStatus: 403, providerMessage: 'credit', code: 'E4006', message: CREDITS },
  { providerStatus: 403, providerMessage: 'quota', code: 'E4006', message: QUOTA },
  { providerStatus: 403, providerMessage: 'privilege', code: 'E4006', message: PRIVILEGE },
  {
    providerStatus: 401,
    code: 'E4006',
    message: 'The provider refuses the credentials of this platform. Tell the operators.',
  },
  {
    providerStatus: 403,
    code: 'E4006',
    message: 'The provider refuses the credentials of this platform. Tell the operators.',
  },
  {
    providerStatus: 404,
    code: 'E4004',
    message: 'The provider does not know this API. Tell the operators: KYC_API_BASE_URL may be wrong.',
  },
  { providerStatus: 413, code: 'E4004', message: 'The provider refuses the request as too large.' },
  {
    providerStatus: 429,
    code: 'E4003',
    message: 'The provider accepts no more calls from this platform for now. Wait before the next one.',
    retryAfter: 60,
  },
  {
    providerStatus: 503,
    code: 'E4005',
    message: 'The source behind the provider is not available. Try again in a few minutes.',
  },
];

/** Failures after which a request may be retried. */
const OUTAGES: readonly ProviderFailure[] = [
  {
    providerStatus: 500,
    code: 'E4004',
    message: 'The provider failed to handle the request. Try again later.',
    retryable: true,
  },
  { providerStatus: 502, code: 'E4005', message: 'The provider is not available. Try again in a few minutes.' },
  {
    providerStatus: 504,
    code: 'E4002',
    message: 'The source behind the provider did not answer in time. Try again in a few minutes.',
  },
];

/** Failures that every API of the provider can answer with, for requests that may be retried. */
export const COMMON_FAILURES: readonly ProviderFailure[] = [...REFUSALS, ...OUTAGES];

/**
 * The same for requests that must not be sent twice: after an outage their outcome is unknown.
 *
 * @param whatToDo sentence that says how the caller can find out
 */
export function onceOnlyFailures(whatToDo: string): ProviderFailure[] {
  const unknown = [500, 502, 504].map(
    (providerStatus): ProviderFailure => ({
      providerStatus,
      code: 'E3008',
      message: `It is not known whether the provider executed this call. ${whatToDo}`,
    }),
  );
  return [...REFUSALS, ...unknown];
}

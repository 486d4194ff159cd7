import type { ErrorDetails } from '../../../../schemas/errors.ts';
import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { connectionFailure, failureOf, type PlaidFailure } from './plaid-failure.ts';

/** How a failed request is told. */
export interface FailureContext {
  /**
   * For requests that must not be made twice: what to do where nobody knows whether Plaid acted on them. Absent for
   * those that may be made again.
   */
  unknownOutcome?: string;
  details?: ErrorDetails;
}

/** What the tools that ask Plaid document of its failures. */
export const PLAID_FAILURES: ErrorMapping[] = [
  {
    providerStatus: 400,
    providerMessage: 'ITEM_LOGIN_REQUIRED',
    code: 'E2005',
    message: 'The bank wants its customer to sign in again.',
  },
  {
    providerStatus: 400,
    providerMessage: 'INVALID_PUBLIC_TOKEN',
    code: 'E2004',
    message: 'The public token was used, or is too old.',
  },
  {
    providerStatus: 400,
    providerMessage: 'INVALID_API_KEYS',
    code: 'E4006',
    message: 'The credentials of the Plaid account are refused.',
  },
  {
    providerStatus: 400,
    providerMessage: 'ITEM_NOT_FOUND',
    code: 'E4007',
    message: 'The link has ended at Plaid; link the bank again.',
  },
  {
    providerStatus: 400,
    providerMessage: 'PRODUCT_NOT_READY',
    code: 'E4005',
    message: 'Plaid is still fetching from the bank.',
  },
  { providerStatus: 429, code: 'E4003', message: 'Plaid is asked too often; wait for details.retryAfter.' },
  { providerStatus: 500, code: 'E4004', message: 'Plaid failed. A link may have been made: E3008 then.' },
];

/** Faults of a link that end when its person signs in at the bank again. */
const SIGN_IN_AGAIN = new Set([
  'ITEM_LOGIN_REQUIRED',
  'ITEM_LOCKED',
  'INVALID_CREDENTIALS',
  'INVALID_MFA',
  'INSUFFICIENT_CREDENTIALS',
  'USER_SETUP_REQUIRED',
  'USER_INPUT_TIMEOUT',
  'MFA_NOT_SUPPORTED',
  'ACCESS_NOT_GRANTED',
  'NO_ACCOUNTS',
]);
/** Faults of a link that is over: only a new one helps. */
const IS_OVER = new Set([
  'ITEM_NOT_FOUND',
  'INVALID_ACCESS_TOKEN',
  'USER_PERMISSION_REVOKED',
  'USER_ACCOUNT_REVOKED',
  'ITEM_NOT_SUPPORTED',
]);

export type Fault = 'sign_in_again' | 'ended' | 'other';

/** What a code of Plaid's means for a link: whether its person has to sign in again, or it is over. */
export function faultOf(plaidCode: string): Fault {
  if (SIGN_IN_AGAIN.has(plaidCode)) return 'sign_in_again';
  return IS_OVER.has(plaidCode) ? 'ended' : 'other';
}

/** Plaid's code of what went wrong, where Plaid said one. */
export function plaidCodeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof ManifoldError ? thrown.details.plaidCode : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Sentence for people whose link has a fault; undefined where it says nothing to do. */
export function adviceFor(plaidCode: string): string | undefined {
  switch (faultOf(plaidCode)) {
    case 'sign_in_again':
      return 'Call create_link_token with the "account_id", let the person open "hosted_link_url" and sign in at the bank, then try again.';
    case 'ended':
      return 'Unlink the bank with unlink_bank_account, and link it again.';
    case 'other':
      return undefined;
  }
}

/** What the SDK threw, as an error of the catalogue. Its own errors hold tokens and keys, so none is handed on as a cause. */
export function mapFailure(thrown: unknown, failureContext: FailureContext): ManifoldError {
  const failure = failureOf(thrown);
  return failure === undefined ? connectionFailure(thrown, failureContext) : mapRefusal(failure, failureContext);
}

/** An answer that is none of Plaid's. */
export function unreadableAnswer(failureContext: FailureContext): ManifoldError {
  return failedAtPlaid('Plaid answered something that is no answer of its own.', failureContext, {});
}

function mapRefusal(failure: PlaidFailure, failureContext: FailureContext): ManifoldError {
  const { type, code, status, requestId, retryAfter } = failure;
  const suggestion = adviceFor(code);
  const details: ErrorDetails = {
    ...failureContext.details,
    plaidCode: code,
    ...(requestId ? { providerTransactionId: requestId } : {}),
    ...(suggestion ? { suggestion } : {}),
  };
  const refuse = (ours: ConstructorParameters<typeof ManifoldError>[0], message: string, more: ErrorDetails = {}) =>
    new ManifoldError(ours, message, { details: { ...details, ...more } });

  if (status === 429 || type === 'RATE_LIMIT_EXCEEDED') {
    return refuse('E4003', 'Plaid is asked too often; nothing was done.', { retryAfter: retryAfter ?? 60 });
  }
  if (code === 'INVALID_API_KEYS' || code === 'UNAUTHORIZED_ENVIRONMENT' || code === 'INVALID_PRODUCT') {
    return refuse('E4006', 'Plaid refused what its account asked for. Tell the operators.');
  }
  if (code === 'INVALID_PUBLIC_TOKEN') {
    return refuse('E2004', '"public_token" was used before, or is older than 30 minutes.', {
      field: 'public_token',
      suggestion: 'Call create_link_token and let the person link the bank once more.',
    });
  }
  if (code === 'PRODUCT_NOT_READY') {
    return refuse('E4005', 'Plaid is still fetching from the bank. Try again in a moment.', { retryAfter: 10 });
  }
  if (faultOf(code) === 'sign_in_again') {
    return refuse('E2005', `The bank wants its customer to sign in again (${code}).`, { field: 'account_id' });
  }
  if (faultOf(code) === 'ended') return refuse('E4007', `The link to the bank has ended (${code}).`);
  if (code === 'INVALID_ACCOUNT_ID') {
    return refuse('E4007', 'The bank has no such account any more.', { field: 'account_id' });
  }
  if (type === 'INSTITUTION_ERROR') {
    return refuse('E4005', `The bank does not answer Plaid (${code}). Try again later.`, { retryAfter: 60 });
  }
  if (type === 'API_ERROR' || status >= 500) {
    return failedAtPlaid('Plaid failed to answer. Try again in a moment.', failureContext, details);
  }
  return refuse('E2001', `Plaid refused the request: ${code.toLowerCase().replaceAll('_', ' ')}.`);
}

function failedAtPlaid(
  message: string,
  { unknownOutcome, details }: FailureContext,
  more: ErrorDetails,
): ManifoldError {
  const told = { ...details, ...more };
  return unknownOutcome === undefined
    ? new ManifoldError('E4004', message, { details: told, retryable: true })
    : new ManifoldError('E3008', `Nobody knows whether Plaid acted on this call. ${unknownOutcome}`, { details: told });
}

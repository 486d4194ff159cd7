import type { ErrorDetails } from '../../../../schemas/errors.ts';
import type { ErrorMapping } from '../../../../schemas/tool-definition.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { type FailureContext, outcomeUnknown } from '../../../kit/provider/failure-context.ts';
import { connectionFailure, failureOf, type PlaidFailure } from './plaid-failure.ts';

/** The failures of Plaid, as the tools that ask it document them. */
export const PLAID_FAILURES: ErrorMapping[] = [
  {
    providerStatus: 400,
    providerMessage: 'ITEM_LOGIN_REQUIRED',
    code: 'E2005',
    message: 'The person has to sign in at the bank again.',
  },
  {
    providerStatus: 400,
    providerMessage: 'ADDITIONAL_CONSENT_REQUIRED',
    code: 'E2005',
    message: 'The person has to agree to share transactions: create_link_token with the account asks for it.',
  },
  {
    providerStatus: 400,
    providerMessage: 'INVALID_PUBLIC_TOKEN',
    code: 'E2004',
    message: 'The public token was used before, or has expired.',
  },
  {
    providerStatus: 400,
    providerMessage: 'INVALID_API_KEYS',
    code: 'E4006',
    message: 'Plaid refused the credentials of its account. Tell the operators.',
  },
  {
    providerStatus: 400,
    providerMessage: 'ITEM_NOT_FOUND',
    code: 'E4007',
    message: 'Plaid has ended the link; link the bank again.',
  },
  {
    providerStatus: 400,
    providerMessage: 'PRODUCT_NOT_READY',
    code: 'E4005',
    message: 'Plaid is still fetching data from the bank.',
  },
  {
    providerStatus: 429,
    code: 'E4003',
    message: 'Too many requests to Plaid; retry after details.retryAfter seconds.',
  },
  { providerStatus: 500, code: 'E4004', message: 'Plaid failed. E3008 instead if a link may have been made.' },
];

/** Codes of Plaid for a link that works again once its person has signed in at the bank. */
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
  'ADDITIONAL_CONSENT_REQUIRED',
]);

/** Plaid's code for a link whose person has not agreed to share transactions; the same session asks for it. */
export const CONSENT_REQUIRED = 'ADDITIONAL_CONSENT_REQUIRED';
/** Codes of Plaid for a link that has ended: the bank has to be linked again. */
const HAS_ENDED = new Set([
  'ITEM_NOT_FOUND',
  'INVALID_ACCESS_TOKEN',
  'USER_PERMISSION_REVOKED',
  'USER_ACCOUNT_REVOKED',
  'ITEM_NOT_SUPPORTED',
]);

export type Fault = 'sign_in_again' | 'ended' | 'other';

/** What a code of Plaid means for a link: its person has to sign in again, it has ended, or neither. */
export function faultOf(plaidCode: string): Fault {
  if (SIGN_IN_AGAIN.has(plaidCode)) return 'sign_in_again';
  return HAS_ENDED.has(plaidCode) ? 'ended' : 'other';
}

/** Plaid's code for what went wrong, if Plaid gave one. */
export function plaidCodeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof ManifoldError ? thrown.details.plaidCode : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What the person can do about a fault of a link; undefined if there is nothing to do. */
export function adviceFor(plaidCode: string): string | undefined {
  if (plaidCode === CONSENT_REQUIRED) {
    return 'Call create_link_token with the "account_id", and let the person open "hosted_link_url" and agree there to share transactions, then try again.';
  }
  switch (faultOf(plaidCode)) {
    case 'sign_in_again':
      return 'Call create_link_token with the "account_id", let the person open "hosted_link_url" and sign in at the bank, then try again.';
    case 'ended':
      return 'Unlink the bank with unlink_bank_account, then link it again.';
    case 'other':
      return undefined;
  }
}

/**
 * Maps an error of the SDK to an error of the catalogue. The SDK's errors hold tokens and keys, so none becomes a
 * cause.
 */
export function mapFailure(thrown: unknown, failureContext: FailureContext): ManifoldError {
  const failure = failureOf(thrown);
  return failure === undefined ? connectionFailure(thrown, failureContext) : mapRefusal(failure, failureContext);
}

/** The error for an answer that does not have the form of Plaid's API. */
export function unreadableAnswer(failureContext: FailureContext): ManifoldError {
  return failedAtPlaid('Plaid sent an answer that cannot be read.', failureContext, {});
}

function mapRefusal(failure: PlaidFailure, failureContext: FailureContext): ManifoldError {
  const { type, code, status, requestId, retryAfter } = failure;
  const suggestion = adviceFor(code);
  const details: ErrorDetails = {
    ...failureContext.details,
    plaidCode: code,
    providerTransactionId: requestId || undefined,
    suggestion: suggestion || undefined,
  };
  const refuse = (ours: ConstructorParameters<typeof ManifoldError>[0], message: string, more: ErrorDetails = {}) =>
    new ManifoldError(ours, message, { details: { ...details, ...more } });

  if (status === 429 || type === 'RATE_LIMIT_EXCEEDED') {
    return refuse('E4003', 'Too many requests to Plaid; nothing was done. Retry later.', {
      retryAfter: retryAfter ?? 60,
    });
  }
  if (code === 'INVALID_API_KEYS' || code === 'UNAUTHORIZED_ENVIRONMENT' || code === 'INVALID_PRODUCT') {
    return refuse('E4006', 'Plaid refused the credentials or the product of its account. Tell the operators.');
  }
  if (code === 'INVALID_PUBLIC_TOKEN') {
    return refuse('E2004', '"public_token" was used before, or is older than 30 minutes.', {
      field: 'public_token',
      suggestion: 'Call create_link_token, and let the person link the bank again.',
    });
  }
  if (code === 'PRODUCT_NOT_READY') {
    return refuse('E4005', 'Plaid is still fetching data from the bank. Try again in a moment.', { retryAfter: 10 });
  }
  if (faultOf(code) === 'sign_in_again') {
    if (code === CONSENT_REQUIRED) {
      return refuse('E2005', `The person has not agreed to share transactions of this bank (${code}).`, {
        field: 'account_id',
      });
    }
    return refuse('E2005', `The person has to sign in at the bank again (${code}).`, { field: 'account_id' });
  }
  if (faultOf(code) === 'ended') return refuse('E4007', `The link to the bank has ended (${code}).`);
  if (code === 'INVALID_ACCOUNT_ID') {
    return refuse('E4007', 'The bank no longer has this account.', { field: 'account_id' });
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
  const facts = { details: { ...details, ...more } };
  return unknownOutcome === undefined
    ? new ManifoldError('E4004', message, { ...facts, retryable: true })
    : outcomeUnknown('Plaid', unknownOutcome, facts);
}

import { ManifoldError } from '../../../core/errors/manifold-error.ts';

const BROWSER = 'Sign in with OAuth in a browser, which can do this.';

/** Failures of Cognito (API reference, InitiateAuth, RespondToAuthChallenge, GetTokensFromRefreshToken), by name. */
const FAILURES: Record<string, (message: string) => ManifoldError> = {
  NotAuthorizedException: (message) => {
    if (/session/i.test(message)) return sessionOver();
    if (/refresh token/i.test(message)) return refreshTokenOver();
    if (/attempts exceeded/i.test(message)) {
      return new ManifoldError(
        'E4003',
        'Too many wrong passwords. Wait for details.retryAfter seconds before the next attempt.',
        {
          details: { retryAfter: 60 },
        },
      );
    }
    return new ManifoldError('E4009', 'The user name or the password is wrong, or this person may not sign in.', {
      details: { field: 'password', suggestion: 'Ask the person. After a few wrong passwords the account is locked.' },
    });
  },
  CodeMismatchException: () =>
    new ManifoldError('E2004', '"mfa_code" is not the code that the authenticator shows.', {
      details: {
        field: 'mfa_code',
        expectedFormat: 'the 6 digits that the authenticator shows now',
        suggestion: 'Ask the person for the current digits.',
      },
    }),
  ExpiredCodeException: () =>
    new ManifoldError('E2004', '"mfa_code" was used before, or has expired.', {
      details: { field: 'mfa_code', suggestion: 'Wait for the next code of the authenticator, within 30 seconds.' },
    }),
  RefreshTokenReuseException: () => refreshTokenOver(),
  PasswordResetRequiredException: () =>
    new ManifoldError('E4009', 'The person has to set a new password first.', { details: { suggestion: BROWSER } }),
  UserNotConfirmedException: () =>
    new ManifoldError('E4009', 'The account is not confirmed yet.', { details: { suggestion: BROWSER } }),
  TooManyRequestsException: () => tooMany(),
  ThrottlingException: () => tooMany(),
  LimitExceededException: () => tooMany(),
};
// A user pool that hides whether a user exists does not send this; if one does, the error says no more than for a wrong
// password.
FAILURES.UserNotFoundException = () => failureOf({ name: 'NotAuthorizedException', message: '' });

/**
 * Maps a failure of the user pool to an error of the catalogue. Its messages are not quoted: some hold what was sent.
 */
export function failureOf(cause: unknown, signal?: AbortSignal): ManifoldError {
  const { name, message } = Object(cause) as { name?: unknown; message?: unknown };
  const known = typeof name === 'string' && Object.hasOwn(FAILURES, name) ? FAILURES[name] : undefined;
  if (known) return known(String(message));
  if (signal?.aborted) {
    return new ManifoldError('E4002', 'The user pool did not answer in time. Sign in again.', { cause });
  }
  if (Object(cause).$fault === 'client') {
    return new ManifoldError(
      'E4004',
      'The user pool refused the request; the stage is set up wrongly. Tell the operators.',
      { cause },
    );
  }
  return new ManifoldError('E4005', 'The user pool does not answer. Try again in a moment.', { cause });
}

/** The error for a challenge that needs a page, such as changing the first password or setting up an authenticator. */
export function declined(challenge: string | undefined): ManifoldError {
  const what = challenge === 'NEW_PASSWORD_REQUIRED' ? 'a new password' : 'a step that needs a page';
  return new ManifoldError('E4009', `The user pool asks for ${what} first.`, { details: { suggestion: BROWSER } });
}

export const unreadable = () => new ManifoldError('E4004', 'The answer of the user pool has no tokens.');

const sessionOver = () =>
  new ManifoldError('E4008', 'This sign-in has expired after three minutes, or was never begun.', {
    details: { field: 'session', suggestion: 'Call authenticate_user again with user name and password.' },
  });

const refreshTokenOver = () =>
  new ManifoldError('E4008', 'This refresh token was used before, was revoked, or has expired.', {
    details: { field: 'refresh_token', suggestion: 'Use the refresh token of the last answer, or sign in again.' },
  });

const tooMany = () =>
  new ManifoldError('E4003', 'Too many requests to the user pool. Retry in a moment.', { details: { retryAfter: 5 } });

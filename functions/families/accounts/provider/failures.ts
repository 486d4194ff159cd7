import { ManifoldError } from '../../../core/errors/manifold-error.ts';

const BROWSER = 'Sign in with OAuth in a browser, where this can be done.';

/** Failures of Cognito (API reference, InitiateAuth, RespondToAuthChallenge, GetTokensFromRefreshToken), by name. */
const FAILURES: Record<string, (message: string) => ManifoldError> = {
  NotAuthorizedException: (message) => {
    if (/session/i.test(message)) return sessionOver();
    if (/refresh token/i.test(message)) return refreshTokenOver();
    if (/attempts exceeded/i.test(message)) {
      return new ManifoldError('E4003', 'There were too many wrong passwords. Wait a while before the next attempt.', {
        details: { retryAfter: 60 },
      });
    }
    return new ManifoldError('E4009', 'User name or password is wrong, or this person may not sign in.', {
      details: { field: 'password', suggestion: 'Ask the person. After a few wrong passwords the account is locked.' },
    });
  },
  CodeMismatchException: () =>
    new ManifoldError('E2004', '"mfa_code" is not the code that the authenticator shows.', {
      details: {
        field: 'mfa_code',
        expectedFormat: 'the 6 digits that are shown now',
        suggestion: 'Ask for them anew.',
      },
    }),
  ExpiredCodeException: () =>
    new ManifoldError('E2004', '"mfa_code" was used already, or is over.', {
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
// Where a client hides whether somebody exists this does not come; where it does, it tells no more.
FAILURES.UserNotFoundException = () => failureOf({ name: 'NotAuthorizedException', message: '' });

/** A failure of the user pool as the catalogue has it. Its own texts go no further: some quote what was sent. */
export function failureOf(cause: unknown, signal?: AbortSignal): ManifoldError {
  const { name, message } = Object(cause) as { name?: unknown; message?: unknown };
  const known = typeof name === 'string' && Object.hasOwn(FAILURES, name) ? FAILURES[name] : undefined;
  if (known) return known(String(message));
  if (signal?.aborted) {
    return new ManifoldError('E4002', 'The user pool did not answer in time. Sign in again.', { cause });
  }
  if (Object(cause).$fault === 'client') {
    return new ManifoldError('E4004', 'The user pool refused the request, for a reason of the stage.', { cause });
  }
  return new ManifoldError('E4005', 'The user pool does not answer now. Try again in a moment.', { cause });
}

/** A challenge that needs a page: a first password to be changed, an authenticator to be set up. */
export function declined(challenge: string | undefined): ManifoldError {
  const what = challenge === 'NEW_PASSWORD_REQUIRED' ? 'a password of the own' : 'a step that needs a page';
  return new ManifoldError('E4009', `The user pool asks for ${what} first.`, { details: { suggestion: BROWSER } });
}

export const unreadable = () => new ManifoldError('E4004', 'The user pool answered something that has no tokens.');

const sessionOver = () =>
  new ManifoldError('E4008', 'This sign-in is over: three minutes have passed, or it was never begun.', {
    details: { field: 'session', suggestion: 'Begin again with user name and password.' },
  });

const refreshTokenOver = () =>
  new ManifoldError('E4008', 'This refresh token has been used, revoked or has ended.', {
    details: { field: 'refresh_token', suggestion: 'Use the one of the last answer, or sign in again.' },
  });

const tooMany = () =>
  new ManifoldError('E4003', 'The user pool is asked too often. Wait a moment.', { details: { retryAfter: 5 } });

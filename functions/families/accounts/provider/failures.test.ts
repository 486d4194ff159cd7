import { describe, expect, it } from '@jest/globals';
import { failureOf } from './failures.ts';
import { openSession, packSession } from './session.ts';

const cognito = (name: string, message = '') => Object.assign(new Error(message), { name, $fault: 'client' });

describe('a failure of the user pool', () => {
  it.each([
    ['NotAuthorizedException', 'Incorrect username or password.', 'E4009', 'password'],
    ['UserNotFoundException', 'User does not exist.', 'E4009', 'password'],
    ['NotAuthorizedException', 'Password attempts exceeded', 'E4003', undefined],
    ['NotAuthorizedException', 'Invalid session for the user, session is expired.', 'E4008', 'session'],
    ['NotAuthorizedException', 'Refresh Token has been revoked', 'E4008', 'refresh_token'],
    ['RefreshTokenReuseException', '', 'E4008', 'refresh_token'],
    ['CodeMismatchException', '', 'E2004', 'mfa_code'],
    ['ExpiredCodeException', '', 'E2004', 'mfa_code'],
    ['PasswordResetRequiredException', '', 'E4009', undefined],
    ['TooManyRequestsException', '', 'E4003', undefined],
    ['InvalidParameterException', '', 'E4004', undefined],
  ])('maps %s (%s) to %s', (name, message, code, field) => {
    const failure = failureOf(cognito(name, message));
    expect(failure.code).toBe(code);
    expect(failure.details.field).toBe(field);
  });

  it('gives the same error for an unknown user as for a wrong password', () => {
    const [absent, wrong] = ['UserNotFoundException', 'NotAuthorizedException'].map((name) => failureOf(cognito(name)));
    expect(absent?.message).toBe(wrong?.message);
  });

  it('is retryable if no answer came', () => {
    expect(failureOf(new TypeError('fetch failed'))).toMatchObject({ code: 'E4005', retryable: true });
    expect(failureOf(new Error('aborted'), AbortSignal.abort())).toMatchObject({ code: 'E4002' });
  });
});

describe('a session', () => {
  it('is unpacked as it was packed', () => {
    const session = { user: 'a1b2', session: 'pool session' };
    expect(openSession(packSession(session))).toEqual(session);
  });

  it.each(['', 'nonsense', Buffer.from('{"user":"a"}').toString('base64url')])(
    'is refused if its text is "%s"',
    (text) => {
      expect(() => openSession(text)).toThrow(expect.objectContaining({ code: 'E2004' }));
    },
  );
});

import {
  type AuthenticationResultType,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognitoClient } from '../../../core/aws/clients/cognito.ts';
import { userDirectory } from '../../../kit/capabilities/user-directory.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { declined, failureOf, unreadable } from './failures.ts';
import { openSession, packSession } from './session.ts';

/** Tokens of a person who has signed in. */
export interface Tokens {
  token: string;
  refresh_token?: string;
  token_type: 'Bearer';
  /** Seconds until `token` ends. */
  expires_in: number;
}

export type SignIn = { state: 'signed-in'; tokens: Tokens } | { state: 'code-needed'; session: string };

/** These operations of Cognito take no AWS credentials: the password or token of the person authenticates them. */
let shared: ReturnType<typeof cognitoClient> | undefined;
const client = () => {
  shared ??= cognitoClient();
  return shared;
};

type Cancellable = Pick<Call, 'signal'>;

/**
 * Begins a sign-in with a password (Cognito, InitiateAuth, USER_PASSWORD_AUTH).
 * @throws {ManifoldError} E3002 if the stage has no sign-in by password, E4009 if the password is refused
 */
export async function signInWithPassword(
  call: Cancellable,
  { username, password }: { username: string; password: string },
): Promise<SignIn> {
  const { clientId } = userDirectory();
  const command = new InitiateAuthCommand({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: clientId,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
  const answer = await client()
    .send(command, { abortSignal: call.signal })
    .catch((cause: unknown) => {
      throw failureOf(cause, call.signal);
    });
  if (answer.AuthenticationResult) return { state: 'signed-in', tokens: tokensOf(answer.AuthenticationResult) };
  if (answer.ChallengeName === 'SOFTWARE_TOKEN_MFA' && answer.Session) {
    // The answer to the challenge has to use the name of the account, not an alias such as the e-mail address.
    const user = answer.ChallengeParameters?.USER_ID_FOR_SRP ?? username;
    return { state: 'code-needed', session: packSession({ user, session: answer.Session }) };
  }
  throw declined(answer.ChallengeName);
}

/** Completes a sign-in with the one-time password of the person's authenticator (RespondToAuthChallenge). */
export async function answerWithCode(
  call: Cancellable,
  { session, code }: { session: string; code: string },
): Promise<Tokens> {
  const { clientId } = userDirectory();
  const opened = openSession(session);
  const command = new RespondToAuthChallengeCommand({
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    ClientId: clientId,
    Session: opened.session,
    ChallengeResponses: { USERNAME: opened.user, SOFTWARE_TOKEN_MFA_CODE: code },
  });
  const answer = await client()
    .send(command, { abortSignal: call.signal })
    .catch((cause: unknown) => {
      throw failureOf(cause, call.signal);
    });
  if (answer.AuthenticationResult) return tokensOf(answer.AuthenticationResult);
  throw declined(answer.ChallengeName);
}

/** Gets new tokens; the refresh token is rotated, and the old one ends (GetTokensFromRefreshToken). */
export async function refreshTokens(call: Cancellable, refreshToken: string): Promise<Tokens> {
  const { clientId } = userDirectory();
  const command = new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: refreshToken });
  const answer = await client()
    .send(command, { abortSignal: call.signal })
    .catch((cause: unknown) => {
      throw failureOf(cause, call.signal);
    });
  if (answer.AuthenticationResult) return tokensOf(answer.AuthenticationResult);
  throw unreadable();
}

function tokensOf({ AccessToken, RefreshToken, ExpiresIn }: AuthenticationResultType): Tokens {
  if (AccessToken === undefined || ExpiresIn === undefined) throw unreadable();
  return {
    token: AccessToken,
    refresh_token: RefreshToken,
    token_type: 'Bearer',
    expires_in: ExpiresIn,
  };
}

import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import type { Logs } from '../log.ts';
import { oneTimePassword, stepOf } from './one-time-password.ts';
import { LOCAL_PASSWORD, PEOPLE, type Person } from './people.ts';
import { type SignedIn, SignInTokens, type TokenOptions } from './sign-in-tokens.ts';
import type { PoolClient, UserPool } from './user-pool.ts';

/** Three minutes, the default of a client (`AuthSessionValidity`). */
const SESSION_MS = 180_000;
const ATTEMPTS = 5;

type Session = { person: Person; client: PoolClient; until: number };
type Failures = { count: number; lockedUntil: number };
export type Challenge = { challenge: 'SOFTWARE_TOKEN_MFA'; session: string; userId: string };

export type PasswordSignInOptions = Omit<TokenOptions, 'now'> & { logs: Logs; now?: () => number };

/**
 * Signing in at the user pool by Cognito's own API: password, one-time password if the pool asks for one, tokens.
 * Errors are those of Cognito (API reference, InitiateAuth and RespondToAuthChallenge). The code that a person's
 * authenticator would show is written into the log, since the invented people have no authenticator.
 */
export class PasswordSignIn {
  readonly tokens: SignInTokens;
  private readonly pool: UserPool;
  private readonly logs: Logs;
  private readonly now: () => number;
  private readonly sessions = new Map<string, Session>();
  private readonly failures = new Map<string, Failures>();
  /** The last step whose code was used, by person. */
  private readonly usedSteps = new Map<string, number>();

  constructor({ logs, now = Date.now, ...options }: PasswordSignInOptions) {
    this.pool = options.pool;
    this.logs = logs;
    this.now = now;
    this.tokens = new SignInTokens({ ...options, now });
  }

  /** USER_PASSWORD_AUTH. */
  async begin(input: { clientId: string; username: string; password: string }): Promise<Challenge | SignedIn> {
    const client = this.clientFor(input.clientId, 'ALLOW_USER_PASSWORD_AUTH');
    const person = PEOPLE.find(({ sub, email }) => [sub, email].includes(input.username.toLowerCase()));
    const failures = this.failures.get(input.username) ?? { count: 0, lockedUntil: 0 };
    if (failures.lockedUntil > this.now()) throw new AwsError('NotAuthorizedException', 'Password attempts exceeded');
    if (!person || input.password !== LOCAL_PASSWORD) {
      const count = failures.count + 1;
      const lockedUntil = count < ATTEMPTS ? 0 : this.now() + Math.min(2 ** (count - ATTEMPTS), 900) * 1000;
      this.failures.set(input.username, { count, lockedUntil });
      throw new AwsError('NotAuthorizedException', 'Incorrect username or password.');
    }
    this.failures.delete(input.username);
    if (!this.pool.mfaRequired) return this.tokens.issue(client, person);
    const session = randomUUID().repeat(2);
    this.sessions.set(session, { person, client, until: this.now() + SESSION_MS });
    this.logs.write(
      'cloud',
      'cognito',
      `the one-time password of ${person.email} is ${oneTimePassword(person, this.now())}`,
    );
    return { challenge: 'SOFTWARE_TOKEN_MFA', session, userId: person.sub };
  }

  /** The answer to SOFTWARE_TOKEN_MFA. `username` is the id that the challenge named, not an alias. */
  async answer(input: { clientId: string; session: string; username: string; code: string }): Promise<SignedIn> {
    const client = this.clientFor(input.clientId, 'ALLOW_USER_PASSWORD_AUTH');
    const known = this.sessions.get(input.session);
    if (!known || known.until <= this.now() || known.client.id !== client.id || known.person.sub !== input.username) {
      throw new AwsError('NotAuthorizedException', 'Invalid session for the user, session is expired.');
    }
    const step = stepOf(known.person, input.code, this.now());
    if (step === undefined) throw new AwsError('CodeMismatchException', 'Invalid code received for user');
    if (step <= (this.usedSteps.get(input.username) ?? 0)) {
      throw new AwsError('ExpiredCodeException', 'Your software token has already been used once.');
    }
    this.usedSteps.set(input.username, step);
    this.sessions.delete(input.session);
    return this.tokens.issue(client, known.person);
  }

  /** GetTokensFromRefreshToken, for clients whose tokens rotate. */
  async refresh(input: { clientId: string; refreshToken: string }): Promise<SignedIn> {
    return this.tokens.refresh(this.clientFor(input.clientId), input.refreshToken);
  }

  private clientFor(id: string, flow?: string): PoolClient {
    const client = this.pool.clients.get(id);
    if (!client) throw new AwsError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
    if (flow === undefined || client.authFlows?.includes(flow)) return client;
    const name = flow.replace('ALLOW_', '');
    throw new AwsError('InvalidParameterException', `${name} flow not enabled for this client`);
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Identities } from '../identity/identities.ts';
import { oneTimePassword } from '../issuer/one-time-password.ts';
import { PasswordSignIn } from '../issuer/password-sign-in.ts';
import { LOCAL_PASSWORD, PEOPLE } from '../issuer/people.ts';
import type { StoredIssuer } from '../issuer/store.ts';
import { newUserPool, type PoolClient } from '../issuer/user-pool.ts';
import { Logs } from '../log.ts';
import { listen } from '../process/ports.ts';
import { JsonFile } from '../state/json-file.ts';
import { cognitoService } from './cognito-idp.ts';
import { createAwsEndpoint } from './endpoint.ts';
import { Faults } from './faults.ts';

const CLIENT: PoolClient = {
  id: 'agents',
  flows: [],
  scopes: [],
  callbackUrls: [],
  logoutUrls: [],
  accessTokenLifetime: 3_600,
  refreshTokenLifetime: 86_400,
  authFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  rotationGraceSeconds: 10,
};
const [ADA] = PEOPLE;
if (!ADA) throw new Error('The list of people is empty.');

let folder: string;
let server: Server;
let sdk: CognitoIdentityProviderClient;
let now: number;
let logs: Logs;
const file = () => new JsonFile<StoredIssuer>(join(folder, 'issuer.json'), {});
const directory = () => {
  const pool = { ...newUserPool('pool'), mfaRequired: true };
  pool.clients.set(CLIENT.id, CLIENT).set('pages', { ...CLIENT, id: 'pages', authFlows: [] });
  const call = async () => ({});
  return new PasswordSignIn({ pool, url: 'http://127.0.0.1:4601', file: file(), call, logs, now: () => now });
};
let signIn: PasswordSignIn;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cognito-'));
  now = 1_800_000_000_000;
  logs = new Logs();
  signIn = directory();
  const openServices = { AWSCognitoIdentityProviderService: cognitoService(() => signIn) };
  const parts = { identities: new Identities(), services: {}, receiver: () => false, faults: new Faults(), logs };
  server = createAwsEndpoint({ ...parts, openServices });
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  sdk = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', maxAttempts: 1 });
});
afterEach(() => {
  sdk.destroy();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const begin = (changes: Record<string, string> = {}, ClientId = CLIENT.id) =>
  sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId,
      AuthParameters: { USERNAME: ADA.email, PASSWORD: LOCAL_PASSWORD, ...changes },
    }),
  );
const answer = (Session: string | undefined, code = oneTimePassword(ADA, now), USERNAME = ADA.sub) =>
  sdk.send(
    new RespondToAuthChallengeCommand({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ClientId: CLIENT.id,
      Session,
      ChallengeResponses: { USERNAME, SOFTWARE_TOKEN_MFA_CODE: code },
    }),
  );
const refresh = (RefreshToken: string | undefined) =>
  sdk.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId: CLIENT.id }));
async function signedIn() {
  const { AuthenticationResult: tokens } = await answer((await begin()).Session);
  if (!tokens) throw new Error('There are no tokens.');
  return tokens;
}

describe('signing in', () => {
  it('takes the password, then the one-time password that the log shows, and gives tokens as Cognito does', async () => {
    const challenge = await begin();
    expect(challenge).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { USER_ID_FOR_SRP: ADA.sub },
    });
    expect(challenge.AuthenticationResult).toBeUndefined();
    const logged = logs.collected().find(({ source }) => source === 'cognito')?.text;
    const { AuthenticationResult: tokens } = await answer(challenge.Session, logged?.slice(-6));
    const claims = decodeJwt(tokens?.AccessToken ?? '');
    expect(claims).toMatchObject({
      iss: 'http://127.0.0.1:4601',
      sub: ADA.sub,
      client_id: 'agents',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      'cognito:groups': ['admin'],
      auth_time: now / 1000,
    });
    expect(claims).not.toHaveProperty('aud');
    expect(tokens).toMatchObject({ ExpiresIn: 3_600, TokenType: 'Bearer' });
  });

  it.each([
    ['another password', { PASSWORD: 'Wrong-one-1!' }],
    ['an unknown person', { USERNAME: 'stranger@example.test' }],
  ])('with %s is refused in the same words', async (_what, changes) => {
    await expect(begin(changes)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  it('locks after five wrong passwords, for a while', async () => {
    for (let count = 0; count < 5; count++) await begin({ PASSWORD: 'Wrong-one-1!' }).catch(() => undefined);
    await expect(begin()).rejects.toMatchObject({ message: 'Password attempts exceeded' });
    now += 2_000;
    expect((await begin()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('is refused to clients that do not exist or may not use the flow', async () => {
    await expect(begin({}, 'pages')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(begin({}, 'unknown')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a one-time password', () => {
  it('can be tried again in the same session after a wrong code; a right one works once', async () => {
    const { Session } = await begin();
    await expect(answer(Session, '000000')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    const code = oneTimePassword(ADA, now);
    await answer(Session, code);
    const again = await begin();
    await expect(answer(again.Session, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  it('has to come from the person whom the challenge names, within three minutes', async () => {
    const { Session } = await begin();
    await expect(answer(Session, undefined, ADA.email)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    now += 180_000;
    await expect(answer(Session)).rejects.toMatchObject({ message: expect.stringContaining('session is expired') });
  });

  it('is different for each person and lasts half a minute', () => {
    const [one, other] = PEOPLE.map((person) => oneTimePassword(person, now));
    expect(one).toMatch(/^\d{6}$/);
    expect(one).not.toBe(other);
    expect(oneTimePassword(ADA, now + 29_999)).toBe(one);
  });
});

describe('a refresh token', () => {
  it('brings a new pair of tokens, and stops working after the grace period', async () => {
    const first = await signedIn();
    const { AuthenticationResult: second } = await refresh(first.RefreshToken);
    expect(second?.RefreshToken).not.toBe(first.RefreshToken);
    expect(decodeJwt(second?.AccessToken ?? '').auth_time).toBe(now / 1000);
    now += 10_000;
    expect((await refresh(first.RefreshToken)).AuthenticationResult).toBeDefined();
    now += 1_000;
    await expect(refresh(first.RefreshToken)).rejects.toMatchObject({ name: 'RefreshTokenReuseException' });
    expect((await refresh(second?.RefreshToken)).AuthenticationResult).toBeDefined();
  });

  it('outlives a restart, and ends a day after the sign-in however often it was used', async () => {
    const { RefreshToken } = await signedIn();
    signIn = directory();
    const { AuthenticationResult: renewed } = await refresh(RefreshToken);
    now += 86_400_000;
    await expect(refresh(renewed?.RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('takes all tokens of its sign-in along when it is revoked', async () => {
    const first = await signedIn();
    const { AuthenticationResult: second } = await refresh(first.RefreshToken);
    expect(await sdk.send(new GetUserCommand({ AccessToken: second?.AccessToken }))).toMatchObject({
      Username: ADA.sub,
      UserAttributes: expect.arrayContaining([{ Name: 'email', Value: ADA.email }]),
    });
    await sdk.send(new RevokeTokenCommand({ Token: first.RefreshToken, ClientId: CLIENT.id }));
    await expect(refresh(second?.RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(sdk.send(new GetUserCommand({ AccessToken: second?.AccessToken }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });
});

it('refuses an invented access token', async () => {
  const { AccessToken = '' } = await signedIn();
  const forged = `${AccessToken.split('.').slice(0, 2).join('.')}.AAAA`;
  await expect(sdk.send(new GetUserCommand({ AccessToken: forged }))).rejects.toMatchObject({
    name: 'NotAuthorizedException',
  });
});

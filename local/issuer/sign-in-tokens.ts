import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { AwsError } from '../aws/service.ts';
import type { JsonFile } from '../state/json-file.ts';
import { type CallTrigger, changedByTrigger, type SignInFacts } from './claims.ts';
import { findPerson, type Person } from './people.ts';
import { signingKeys } from './signing-keys.ts';
import type { StoredIssuer, StoredSignIn } from './store.ts';
import type { PoolClient, UserPool } from './user-pool.ts';

/** The only scope of tokens that are issued by the API instead of OAuth. */
const API_SCOPE = 'aws.cognito.signin.user.admin';

export type SignedIn = { accessToken: string; idToken: string; refreshToken: string; expiresIn: number };
export type TokenOptions = {
  pool: UserPool;
  /** Issuer of the tokens. */
  url: string;
  file: JsonFile<StoredIssuer>;
  call: CallTrigger;
  /** Unix milliseconds. */
  now: () => number;
};

/**
 * Tokens as Cognito's API gives them (Developer Guide, "Understanding the access token"): signed by the key of the
 * issuer, without `aud`, claims of the trigger added; refresh tokens rotate, and outlive a restart.
 */
export class SignInTokens {
  private readonly options: TokenOptions;
  /** Sign-ins whose tokens were revoked, by their origin. */
  private readonly ended = new Set<string>();

  constructor(options: TokenOptions) {
    this.options = options;
  }

  issue(client: PoolClient, person: Person): Promise<SignedIn> {
    const authTime = this.seconds();
    const signIn = { sub: person.sub, clientId: client.id, origin: randomUUID(), authTime };
    return this.tokensOf(
      client,
      person,
      { ...signIn, expiresAt: authTime + client.refreshTokenLifetime },
      'Authentication',
    );
  }

  /** A rotated token still works within the grace period. Its expiry does not move. */
  refresh(client: PoolClient, refreshToken: string): Promise<SignedIn> {
    const hash = hashOf(refreshToken);
    const known = this.stored()[hash];
    const person = known && findPerson(known.sub);
    if (!known || !person || known.clientId !== client.id || known.expiresAt <= this.seconds()) {
      throw new AwsError('NotAuthorizedException', 'Invalid Refresh Token');
    }
    const { rotationGraceSeconds } = client;
    if (rotationGraceSeconds === undefined) {
      throw new AwsError('InvalidParameterException', 'Refresh token rotation is not enabled for this client.');
    }
    const { rotatedAt = this.seconds() } = known;
    if (this.seconds() > rotatedAt + rotationGraceSeconds) {
      throw new AwsError('RefreshTokenReuseException', 'Refresh token has been invalidated by rotation.');
    }
    this.save({ ...this.stored(), [hash]: { ...known, rotatedAt } });
    const { rotatedAt: _rotated, ...signIn } = known;
    return this.tokensOf(client, person, signIn, 'RefreshTokens');
  }

  /** RevokeToken: a refresh token goes, with all that came of the same sign-in. */
  revoke(clientId: string, refreshToken: string): void {
    const known = this.stored()[hashOf(refreshToken)];
    if (!known) return;
    if (known.clientId !== clientId) {
      throw new AwsError('UnauthorizedException', 'The token was issued to another client.');
    }
    this.ended.add(known.origin);
    this.save(Object.fromEntries(Object.entries(this.stored()).filter(([, { origin }]) => origin !== known.origin)));
  }

  /** The person of an access token that was issued here and has not expired. */
  async personOf(accessToken: string): Promise<Person> {
    const refused = new AwsError('NotAuthorizedException', 'Invalid Access Token');
    const claims = await this.verified(accessToken).catch(() => {
      throw refused;
    });
    const person = claims.sub === undefined ? undefined : findPerson(claims.sub);
    if (!person || this.ended.has(String(claims.origin_jti))) throw refused;
    return person;
  }

  private async verified(token: string) {
    const [jwk] = signingKeys(this.options.file).keys;
    const { kty, n, e } = Object(jwk);
    const key = await importJWK({ kty, n, e }, 'RS256');
    const { payload } = await jwtVerify(token, key, { currentDate: new Date(this.options.now()) });
    return payload;
  }

  private async tokensOf(
    client: PoolClient,
    person: Person,
    signIn: StoredSignIn,
    source: SignInFacts['source'],
  ): Promise<SignedIn> {
    const { pool, call } = this.options;
    const facts: SignInFacts = { clientId: client.id, scopes: [API_SCOPE], status: 'CONFIRMED', source };
    const { claims, scopes } = await changedByTrigger(pool, call, person, facts);
    const groups = person.groups.length > 0 ? { 'cognito:groups': person.groups } : {};
    const shared = { sub: person.sub, auth_time: signIn.authTime, origin_jti: signIn.origin, ...groups };
    const access = {
      ...shared,
      token_use: 'access',
      version: 2,
      client_id: client.id,
      username: person.sub,
      scope: scopes.join(' '),
      ...claims,
    };
    const identity = { ...shared, token_use: 'id', aud: client.id, email: person.email, name: person.name };
    const refreshToken = randomBytes(48).toString('base64url');
    this.save({ ...this.stored(), [hashOf(refreshToken)]: signIn });
    const expiresIn = client.accessTokenLifetime;
    return {
      accessToken: await this.sign(access, expiresIn),
      idToken: await this.sign(identity, expiresIn),
      refreshToken,
      expiresIn,
    };
  }

  private async sign(claims: Record<string, unknown>, lifetime: number): Promise<string> {
    const [jwk] = signingKeys(this.options.file).keys;
    const now = this.seconds();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: String(Object(jwk).kid) })
      .setIssuer(this.options.url)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetime)
      .setJti(randomUUID())
      .sign(await importJWK(Object(jwk), 'RS256'));
  }

  private seconds(): number {
    return Math.floor(this.options.now() / 1000);
  }

  private stored(): Record<string, StoredSignIn> {
    return this.options.file.get().signIns ?? {};
  }

  private save(signIns: Record<string, StoredSignIn>): void {
    const lasting = Object.entries(signIns).filter(([, { expiresAt }]) => expiresAt > this.seconds());
    this.options.file.set({ ...this.options.file.get(), signIns: Object.fromEntries(lasting) });
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

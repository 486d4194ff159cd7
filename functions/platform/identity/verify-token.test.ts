import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AUDIENCE, startTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.ts';
import { type TokenVerifier, tokenVerifier } from './verify-token.ts';

let issuer: TestIssuer;
let verify: TokenVerifier;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
beforeEach(() => {
  verify = tokenVerifier([issuer.setting]);
});
afterAll(() => issuer.stop());

const now = () => Math.floor(Date.now() / 1000);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = () => ({ iss: issuer.url, sub: 'ada', aud: AUDIENCE, exp: now() + 600, tenant: 'acme' });

describe('an access token', () => {
  it('names the principal by issuer and subject, with what the issuer says of it', async () => {
    const token = await issuer.sign({
      roles: ['user', 'developer'],
      scope: 'kyc:read tools:list',
      tier: 'team',
      auth_time: 1_700_000_000,
      amr: ['pwd', 'otp'],
      acr: 'urn:mfa',
    });
    expect(await verify(token)).toEqual({
      principal: {
        id: 'test-issuer:ada',
        tenant: 'acme',
        tier: 'team',
        roles: ['user', 'developer'],
        scopes: ['kyc:read', 'tools:list'],
        credential: 'token-1',
        authTime: 1_700_000_000,
        amr: ['pwd', 'otp'],
        acr: 'urn:mfa',
      },
      expiresAt: expect.any(Number),
      reach: { kind: 'api' },
      token: { issuer: 'test-issuer', subject: 'ada', jti: 'token-1', issuedAt: expect.any(Number) },
    });
  });

  it('without an id is known by its hash', async () => {
    expect(await verify(await issuer.sign({ jti: undefined }))).toMatchObject({
      principal: { credential: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
  });

  it('gives equal subjects of two issuers different principals', async () => {
    const other = await startTestIssuer('ES256');
    const both = tokenVerifier([issuer.setting, { ...other.setting, name: 'other' }]);
    try {
      expect(await both(await issuer.sign())).toMatchObject({ principal: { id: 'test-issuer:ada' } });
      expect(await both(await other.sign())).toMatchObject({ principal: { id: 'other:ada' } });
    } finally {
      await other.stop();
    }
  });

  it('for a bundle reaches that bundle alone', async () => {
    const token = await issuer.sign({ aud: `${AUDIENCE}/b/kyc` });
    expect(await verify(token)).toMatchObject({ reach: { kind: 'bundle', name: 'kyc' } });
  });

  it('for a former name of the API is accepted through the last day of that name', async () => {
    const former = 'https://old.example.test/mcp';
    const setting = {
      ...issuer.setting,
      scopePrefix: `${AUDIENCE}/`,
      former: [{ resource: former, issuer: 'https://old.example.test', until: '2027-11-30' }],
    };
    const at = (time: string) => tokenVerifier([setting], () => Date.parse(time));
    const lasts = { iat: Date.parse('2027-11-01') / 1000, exp: Date.parse('2028-01-01') / 1000 };
    const scope = `${former}/kyc:read ${AUDIENCE}/kyc:money other/kyc:audit`;
    const token = await issuer.sign({ ...lasts, aud: former, scope });
    const bundle = await issuer.sign({ ...lasts, aud: `${former}/b/kyc`, iss: 'https://old.example.test' });
    const verifyInTime = at('2027-11-30T23:59:59Z');
    expect(await verifyInTime(token)).toMatchObject({
      reach: { kind: 'api' },
      principal: { scopes: ['kyc:read', 'kyc:money'] },
    });
    expect(await verifyInTime(bundle)).toMatchObject({
      reach: { kind: 'bundle', name: 'kyc' },
      token: { issuer: 'test-issuer' },
    });
    const verifyLater = at('2027-12-01T00:00:00Z');
    expect(await verifyLater(token)).toEqual({ refused: 'token for another audience' });
    expect(await verifyLater(bundle)).toHaveProperty('refused');
    const mixed = await issuer.sign({ ...lasts, scope });
    expect(await verifyLater(mixed)).toMatchObject({ principal: { scopes: ['kyc:money'] } });
  });

  it('is accepted with a clock difference of a minute', async () => {
    expect(await verify(await issuer.sign({ exp: now() - 30 }))).toHaveProperty('principal');
    expect(await verify(await issuer.sign({ nbf: now() + 30, iat: now() + 30 }))).toHaveProperty('principal');
  });
});

describe('refused is a token', () => {
  it.each([
    ['that has expired', () => ({ exp: now() - 61 }), 'ERR_JWT_EXPIRED'],
    ['without an end', () => ({ exp: undefined }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['that is not yet valid', () => ({ nbf: now() + 120 }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['issued in the future', () => ({ iat: now() + 120 }), 'token of the future'],
    ['for somebody else', () => ({ aud: 'https://other.example/mcp' }), 'token for another audience'],
    ['for a longer name', () => ({ aud: `${AUDIENCE}x` }), 'token for another audience'],
    ['for a path that names no bundle', () => ({ aud: `${AUDIENCE}/b/a/../b` }), 'token for another audience'],
    ['without an audience', () => ({ aud: undefined }), 'token for another audience'],
    ['of another issuer', () => ({ iss: 'https://evil.example' }), 'token of no known issuer'],
    ['without a subject', () => ({ sub: undefined }), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['with a subject that breaks lines', () => ({ sub: 'a\nb' }), 'subject not usable'],
    ['without a tenant', () => ({ tenant: undefined }), 'token names no tenant'],
    ['with a tenant that would be part of a key', () => ({ tenant: 'a#b' }), 'token names no tenant'],
    ['with the platform for a tenant', () => ({ tenant: 'platform' }), 'token names no tenant'],
    ['with a reserved tenant', () => ({ tenant: 'public' }), 'token names no tenant'],
  ])('%s', async (_, changes, refused) => {
    expect(await verify(await issuer.sign(changes()))).toEqual({ refused });
  });

  it('with the algorithm none', async () => {
    for (const signature of ['', 'x']) {
      const token = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims())}.${signature}`;
      expect(await verify(token)).toEqual({ refused: 'ERR_JOSE_ALG_NOT_ALLOWED' });
    }
  });

  it('signed with the public key as if it were a shared secret', async () => {
    const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' })}.${part(claims())}`;
    for (const secret of [JSON.stringify(issuer.publicJwk), Buffer.from(issuer.publicJwk.n ?? '', 'base64url')]) {
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      expect(await verify(`${signed}.${signature}`)).toEqual({ refused: 'ERR_JOSE_ALG_NOT_ALLOWED' });
    }
  });

  it('that brings its own key', async () => {
    const stranger = await startTestIssuer();
    try {
      const token = await stranger.sign(claims(), { jwk: stranger.publicJwk, jku: `${stranger.url}/keys` });
      expect(await verify(token)).toEqual({ refused: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
      expect(stranger.asked).toEqual({});
    } finally {
      await stranger.stop();
    }
  });

  it('with a changed claim', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    expect(await verify(`${header}.${part({ ...claims(), roles: ['admin'] })}.${signature}`)).toEqual({
      refused: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  it('of an algorithm that the issuer does not use', async () => {
    verify = tokenVerifier([{ ...issuer.setting, algorithms: ['ES256'] }]);
    expect(await verify(await issuer.sign())).toEqual({ refused: 'ERR_JOSE_ALG_NOT_ALLOWED' });
  });

  it('of an unknown key', async () => {
    expect(await verify(await issuer.sign({}, { kid: 'made-up' }))).toEqual({ refused: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('that is larger than 8 KB', async () => {
    expect(await verify(await issuer.sign({ padding: 'x'.repeat(8192) }))).toEqual({ refused: 'token too large' });
  });

  it.each(['', 'x', 'a.b.c', '..', `${part([])}.${part({})}.`])('that is not a JWT: %p', async (text) => {
    expect(await verify(text)).toHaveProperty('refused');
  });

  it('of another type', async () => {
    expect(await verify(await issuer.sign({}, { typ: 'logout+jwt' }))).toEqual({ refused: 'token of type logout+jwt' });
  });

  it('with an extension that it declares critical', async () => {
    const header = { alg: 'RS256', kid: 'key-1', crit: ['urn:unheard-of'], 'urn:unheard-of': true };
    expect(await verify(`${part(header)}.${part(claims())}.x`)).toEqual({ refused: 'ERR_JOSE_NOT_SUPPORTED' });
  });
});

describe('the setting of an issuer', () => {
  it('limits the roles that it may grant', async () => {
    verify = tokenVerifier([{ ...issuer.setting, highestRole: 'developer' }]);
    const token = await issuer.sign({ roles: ['user', 'admin', 'developer', 'root', 7] });
    expect(await verify(token)).toMatchObject({ principal: { roles: ['user', 'developer'] } });
  });

  it('removes the prefix from scopes, and drops scopes without it and the scope `*`', async () => {
    verify = tokenVerifier([{ ...issuer.setting, scopePrefix: `${AUDIENCE}/` }]);
    const token = await issuer.sign({ scope: `openid ${AUDIENCE}/kyc:read ${AUDIENCE}/*` });
    expect(await verify(token)).toMatchObject({ principal: { scopes: ['kyc:read'] } });
  });

  it('limits the scopes that it may grant, by name or by a pattern, which covers no scope that requires a role', async () => {
    const scope = 'kyc:read kyc:money tools:list fraud:review payments:refund users:act';
    const scopesUnder = async (highestScopes?: string[]) => {
      verify = tokenVerifier([{ ...issuer.setting, highestScopes }]);
      const verified = await verify(await issuer.sign({ roles: ['admin'], scope }));
      return 'principal' in verified ? verified.principal.scopes : [];
    };
    expect(await scopesUnder()).toEqual(['kyc:read', 'kyc:money', 'tools:list']);
    expect(await scopesUnder(['*'])).toEqual(['kyc:read', 'kyc:money', 'tools:list']);
    expect(await scopesUnder(['kyc:*'])).toEqual(['kyc:read', 'kyc:money']);
    expect(await scopesUnder(['fraud:*', 'tools:list'])).toEqual(['tools:list']);
    expect(await scopesUnder(['*', 'fraud:review'])).toEqual(['kyc:read', 'kyc:money', 'tools:list', 'fraud:review']);
    expect(await scopesUnder([])).toEqual([]);
  });

  it('may give additional scopes to one client, and gives them to no other client', async () => {
    const clientScopes = [{ clientId: 'passwords', scopes: ['kyc:read', '*'] }];
    verify = tokenVerifier([{ ...issuer.setting, clientScopes }]);
    const token = (client_id: string) => issuer.sign({ client_id, scope: 'tools:list' });
    expect(await verify(await token('passwords'))).toMatchObject({ principal: { scopes: ['tools:list', 'kyc:read'] } });
    expect(await verify(await token('another'))).toMatchObject({ principal: { scopes: ['tools:list'] } });
  });

  it('may fix the tenant, whatever the token says', async () => {
    verify = tokenVerifier([{ ...issuer.setting, tenant: { fixed: 'umbrella' } }]);
    expect(await verify(await issuer.sign())).toMatchObject({ principal: { tenant: 'umbrella' } });
  });

  it('may ask for claims, so that an id token is not taken for an access token', async () => {
    verify = tokenVerifier([{ ...issuer.setting, requiredClaims: { token_use: 'access' } }]);
    expect(await verify(await issuer.sign({ token_use: 'id' }))).toEqual({ refused: 'claim token_use is not access' });
    expect(await verify(await issuer.sign({ token_use: 'access' }))).toHaveProperty('principal');
  });

  it('may name clients whose tokens carry no audience', async () => {
    verify = tokenVerifier([{ ...issuer.setting, clientIds: ['known'] }]);
    expect(await verify(await issuer.sign({ aud: undefined, client_id: 'known' }))).toHaveProperty('principal');
    expect(await verify(await issuer.sign({ aud: undefined, client_id: 'other' }))).toHaveProperty('refused');
    expect(await verify(await issuer.sign({ aud: 'https://other.example', client_id: 'known' }))).toHaveProperty(
      'refused',
    );
  });

  it('gives a machine client its roles, but not to a person who uses the client', async () => {
    const machines = [{ clientId: 'robot', roles: ['developer' as const], tenant: 'agents', tier: 'team' as const }];
    verify = tokenVerifier([{ ...issuer.setting, machines }]);
    expect(await verify(await issuer.sign({ sub: 'robot', client_id: 'robot' }))).toMatchObject({
      principal: { roles: ['developer'], tenant: 'agents', tier: 'team', unattended: true },
    });
    expect(await verify(await issuer.sign({ sub: 'ada', client_id: 'robot' }))).toMatchObject({
      principal: { roles: [], tenant: 'acme', tier: 'free' },
    });
  });
});

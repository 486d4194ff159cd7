import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import type { Principal } from '../../../schemas/invocation.ts';
import type { Issuer } from '../../../schemas/issuer.ts';
import { testSecret } from '../../../test/support/secrets-manager.ts';
import { tokenVerifier } from '../identity/verify-token.ts';
import { type KeyStore, keyStore } from './key-store.ts';
import { publicKeySet } from './signing-keys.ts';
import { type TokenGrant, tokenSigner } from './token-signer.ts';

const now = () => Math.floor(Date.now() / 1000);
let keys: KeyStore;
let server: Server;
let issuer: Issuer;
beforeAll(async () => {
  keys = keyStore({ secretArn: 'arn:signing', client: testSecret().client });
  await keys.current();
  server = createServer(async (_request, response) => {
    response.end(JSON.stringify(publicKeySet(await keys.current(), now())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer = {
    name: 'platform',
    issuer: url,
    audiences: [`${url}/mcp`],
    algorithms: ['RS256'],
    jwksUri: `${url}/.well-known/jwks.json`,
    tenant: { claim: 'tenant' },
    rolesClaim: 'roles',
    highestRole: 'admin',
    scopesClaim: 'scope',
    tier: { claim: 'tier', fallback: 'free' },
    facade: 'never',
    resourcePerBundle: true,
    vouchesForPrincipals: true,
  };
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const grantOf = (changes: Partial<TokenGrant> = {}): TokenGrant => ({
  principal: { id: 'test:ada', tenant: 'acme', tier: 'team', roles: ['admin', 'auditor'], scopes: [] },
  clientId: 'key-1',
  scopes: ['*'],
  audience: `${issuer.issuer}/mcp`,
  kind: 'access',
  ...changes,
});

const word = fc.stringMatching(/^[a-z][a-z0-9:/_-]{1,20}$/);
const principals: fc.Arbitrary<Omit<Principal, 'credential'>> = fc.record(
  {
    id: word,
    tenant: word,
    tier: fc.constantFrom('free', 'personal', 'team', 'enterprise'),
    roles: fc.array(word),
    scopes: fc.array(word),
    unattended: fc.constant(true),
  },
  { requiredKeys: ['id', 'tenant', 'tier', 'roles', 'scopes'] },
);

describe('a token of the platform', () => {
  it('names the principal and the key that it was made for, to the letter', async () => {
    const [signer, verify] = [tokenSigner({ issuer: issuer.issuer, keys }), tokenVerifier([issuer])];
    await fc.assert(
      fc.asyncProperty(principals, async (principal) => {
        const { token } = await signer.sign(grantOf({ principal, scopes: principal.scopes }));
        expect(await verify(token)).toMatchObject({ principal: { ...principal, credential: 'key-1' } });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps custom roles and the scope for everything, which no other issuer can give', async () => {
    const { token } = await tokenSigner({ issuer: issuer.issuer, keys }).sign(grantOf());
    expect(await tokenVerifier([issuer])(token)).toMatchObject({
      principal: { roles: ['admin', 'auditor'], scopes: ['*'] },
    });
    const { vouchesForPrincipals: _own, ...other } = issuer;
    expect(await tokenVerifier([{ ...other, name: 'other' }])(token)).toMatchObject({
      principal: { id: 'other:test:ada', roles: ['admin'], scopes: [] },
    });
  });

  it('tells the session and the client by which it can be revoked', async () => {
    const { token, jti } = await tokenSigner({ issuer: issuer.issuer, keys }).sign(grantOf({ session: 'family-1' }));
    expect(await tokenVerifier([issuer])(token)).toMatchObject({
      token: { issuer: 'platform', subject: 'test:ada', jti, session: 'family-1', client: 'key-1' },
    });
  });

  it('carries the subscription that pays for it', async () => {
    const signer = tokenSigner({ issuer: issuer.issuer, keys });
    const { token } = await signer.sign(grantOf({ kind: 'subscription', subscriptionId: 'sub_1' }));
    expect(await signer.read(token)).toMatchObject({ kind: 'subscription', subscription_id: 'sub_1' });
    expect(await signer.read((await signer.sign(grantOf())).token)).not.toHaveProperty('subscription_id');
  });

  it('ends at a given time that is before its hour', async () => {
    const { expiresInSeconds } = await tokenSigner({ issuer: issuer.issuer, keys }).sign(
      grantOf({ notAfter: now() + 100 }),
    );
    expect(expiresInSeconds).toBeLessThanOrEqual(100);
  });

  it('is recognised by the platform that signed it, and by no other', async () => {
    const { token } = await tokenSigner({ issuer: issuer.issuer, keys }).sign(grantOf());
    expect(await tokenSigner({ issuer: issuer.issuer, keys }).read(token)).toMatchObject({ sub: 'test:ada' });
    const other = keyStore({ secretArn: 'arn:other', client: testSecret().client });
    expect(await tokenSigner({ issuer: issuer.issuer, keys: other }).read(token)).toBeUndefined();
    expect(await tokenSigner({ issuer: 'https://elsewhere.test', keys }).read(token)).toBeUndefined();
  });

  it('is not one that was signed with the published key as if it were a secret', async () => {
    const { keys: published } = publicKeySet(await keys.current(), now());
    const [{ n = '', kid = '' } = {}] = published;
    const forged = await new SignJWT({ ...grantOf(), sub: 'test:ada' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .setIssuer(issuer.issuer)
      .sign(Buffer.from(n, 'base64url'));
    expect(await tokenSigner({ issuer: issuer.issuer, keys }).read(forged)).toBeUndefined();
    expect(await tokenVerifier([issuer])(forged)).toHaveProperty('refused');
  });

  it('is signed by an instance whose clock is behind that of the key’s maker', async () => {
    const late = tokenSigner({ issuer: issuer.issuer, keys, now: () => now() - 30 });
    expect(await late.sign(grantOf())).toHaveProperty('token');
  });
});

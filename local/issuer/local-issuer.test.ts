import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestIssuer } from '../testing/issuer.ts';
import { API, CALLBACK, claimsOf, cookiesOf, issuerClient, testPool, VERIFIER } from '../testing/issuer-client.ts';
import { PEOPLE } from './people.ts';

const ADA = PEOPLE[0];

let test: TestIssuer;
beforeEach(async () => {
  test = await TestIssuer.start();
});
afterEach(() => test.dispose());

const { authorize, locationOf, codeFor, register, token, redeem, refresh } = issuerClient(() => test.issuer.url);

describe('the Host header', () => {
  /** Asks for the metadata with another Host header, as a page does in a DNS rebinding attack. */
  function metadataAt(host: string): Promise<{ status: number | undefined; text: string }> {
    const { port } = new URL(test.issuer.url);
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>();
    const path = '/.well-known/openid-configuration';
    get({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: answer.statusCode, text }));
    }).on('error', reject);
    return promise;
  }

  it('has to name the issuer, as the endpoints in its metadata do', async () => {
    const { status, text } = await metadataAt(new URL(test.issuer.url).host);
    expect(status).toBe(200);
    const urls = text.match(/https?:[^"]+/g) ?? [];
    expect(urls.length).toBeGreaterThan(5);
    for (const url of urls.filter((one) => one.includes('oauth2'))) expect(new URL(url).origin).toBe(test.issuer.url);
  });

  it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1:1'])('is refused if it is %s', async (host) => {
    const { status, text } = await metadataAt(host);
    expect(status).toBe(421);
    expect(text).not.toContain(host === '127.0.0.1' ? 'oauth2' : host);
  });
});

describe('a client that registers itself', () => {
  it('may come back by a scheme of its own, without saying that it is native', async () => {
    const redirect_uri = 'cursor://anysphere.cursor-mcp/oauth/callback';
    const { client_id } = await register({ redirect_uris: [redirect_uri] });
    expect((await authorize({ client_id, redirect_uri })).headers.get('location')).toContain('/sign-in/');
  });

  it('may come back to any port of loopback', async () => {
    const { client_id } = await register({
      redirect_uris: ['http://127.0.0.1/callback', 'http://localhost:1/callback'],
    });
    for (const redirect_uri of ['http://127.0.0.1:50001/callback', 'http://localhost:50002/callback']) {
      expect((await authorize({ client_id, redirect_uri })).headers.get('location')).toContain('/sign-in/');
    }
    const elsewhere = await authorize({ client_id, redirect_uri: 'http://127.0.0.1:50001/other' });
    expect(elsewhere.headers.get('location')).toBeNull();
  });

  it('gets refresh tokens without naming the grant, and the scopes that it may have without naming one', async () => {
    const { client_id = '' } = await register({ redirect_uris: [CALLBACK] });
    const { body } = await redeem(await codeFor(ADA?.sub ?? '', { client_id, scope: '' }), VERIFIER, client_id);
    expect(body.refresh_token).toEqual(expect.any(String));
    expect(claimsOf(body.access_token).scope).toBe(`${API}/tools:list`);
  });
});

describe('the local issuer', () => {
  it('keeps its URL and its keys over a restart', async () => {
    const keys = async () => (await fetch(`${test.issuer.url}/.well-known/jwks.json`)).json();
    const { url } = test.issuer;
    const before = await keys();
    await test.restart();
    expect(test.issuer.url).toBe(url);
    expect(await keys()).toEqual(before);
  });

  it('escapes what a client says about itself', async () => {
    const asked = await authorize({ scope: `openid ${API}/tools:list <script>alert(1)</script>` });
    const page = await fetch(locationOf(asked), { headers: { cookie: cookiesOf(asked) } });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toContain('<script');
  });

  it.each([
    ['no challenge (PKCE)', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge in clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a resource without TLS on another host', { resource: 'http://other.example/mcp' }, 'invalid_target'],
  ])('sends a client back that comes with %s', async (_, changes, error) => {
    expect(locationOf(await authorize(changes)).searchParams.get('error')).toBe(error);
  });

  it('issues a token for any other URL as the resource, with the scopes of the API', async () => {
    for (const resource of [`${API}/b/kyc`, 'http://127.0.0.1:4600/mcp/b/kyc']) {
      const { body } = await redeem(await codeFor(ADA?.sub ?? '', { resource }), VERIFIER, 'people', resource);
      expect(claimsOf(body.access_token)).toMatchObject({ aud: resource, scope: `${API}/tools:list` });
      expect(claimsOf((await refresh(body.refresh_token)).body.access_token)).toMatchObject({ aud: resource });
    }
  });

  it('redirects to no address that the client did not register', async () => {
    expect((await authorize({ redirect_uri: 'https://evil.example/' })).headers.get('location')).toBeNull();
  });

  it('refuses a person who is not on its list', async () => {
    const asked = await authorize();
    const chosen = await fetch(locationOf(asked), {
      method: 'POST',
      body: new URLSearchParams({ person: 'stranger' }),
      headers: { cookie: cookiesOf(asked) },
    });
    expect(chosen.status).toBe(400);
  });

  it('redeems a code once, with its verifier', async () => {
    expect((await redeem(await codeFor(ADA?.sub ?? ''), 'w'.repeat(43))).body.error).toBe('invalid_grant');
    const code = await codeFor(ADA?.sub ?? '');
    expect((await redeem(code)).status).toBe(200);
    expect((await redeem(code)).body.error).toBe('invalid_grant');
  });

  it('refreshes tokens with the time of the sign-in, and ends all of them if a refresh token is used twice', async () => {
    const first = (await redeem(await codeFor(ADA?.sub ?? ''))).body;
    const second = (await refresh(first.refresh_token)).body;
    expect(claimsOf(second.access_token)).toMatchObject({
      sub: ADA?.sub,
      aud: API,
      auth_time: claimsOf(first.access_token).auth_time,
    });
    expect((await refresh(first.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(second.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('gives machines tokens of their own', async () => {
    const authorization = `Basic ${Buffer.from('robot:robot-secret').toString('base64')}`;
    const { body } = await token({ grant_type: 'client_credentials', scope: `${API}/tools:list` }, { authorization });
    expect(claimsOf(body.access_token)).toMatchObject({ sub: 'robot', client_id: 'robot', token_use: 'access' });
    expect(claimsOf(body.access_token)).not.toHaveProperty('cognito:groups');
  });
});

describe('scopes at the local issuer', () => {
  const asked = (...scopes: string[]) => scopes.map((scope) => `${API}/${scope}`).join(' ');
  const scopesIn = (accessToken = '') => String(claimsOf(accessToken).scope).split(' ').sort();

  /** Plays a pool with a trigger that answers like this. @returns the events that the trigger gets. */
  function withTrigger(answer: object): unknown[] {
    const events: unknown[] = [];
    test.trigger = async (name, event) => {
      events.push([name, event]);
      return { response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: answer } } };
    };
    test.issuer.play({ ...testPool(), preTokenFunction: 'trigger' });
    return events;
  }

  it.each(['users:act', 'payments:refund'])(
    'refuses a client that asks for %s, which is not among its own',
    async (scope) => {
      const refused = locationOf(await authorize({ scope: asked('tools:list', scope) })).searchParams;
      expect(refused.get('error')).toBe('invalid_scope');
      expect(refused.get('code')).toBeNull();
    },
  );

  it.each([
    ['no scopes of its own', {}],
    ['more scopes than people have', { scope: `openid ${asked('tools:list', 'users:act')}` }],
  ])('gives a client that registers itself with %s none beyond those of people', async (_what, metadata) => {
    const { client_id = '' } = await register({ redirect_uris: [CALLBACK], ...metadata });
    const refused = await authorize({ client_id, scope: asked('tools:list', 'users:act') });
    expect(locationOf(refused).searchParams.get('error')).toBe('invalid_scope');
    const { body } = await redeem(await codeFor(ADA?.sub ?? '', { client_id }), VERIFIER, client_id);
    expect(scopesIn(body.access_token)).toEqual([`${API}/tools:list`]);
  });

  it('are those that the trigger leaves and adds, at the sign-in and at each renewal', async () => {
    const events = withTrigger({
      scopesToAdd: [`${API}/payments:refund`],
      scopesToSuppress: [`${API}/tools:list`],
      claimsToAddOrOverride: { tenant: 'dev' },
    });
    const first = (await redeem(await codeFor(ADA?.sub ?? ''))).body;
    expect(scopesIn(first.access_token)).toEqual([`${API}/payments:refund`]);
    expect(claimsOf(first.access_token)).toMatchObject({ sub: ADA?.sub, aud: API, tenant: 'dev' });
    const second = (await refresh(first.refresh_token)).body;
    expect(scopesIn(second.access_token)).toEqual([`${API}/payments:refund`]);
    const request = expect.objectContaining({
      scopes: [`${API}/tools:list`],
      groupConfiguration: expect.objectContaining({ groupsToOverride: ADA?.groups }),
    });
    expect(events).toEqual(
      ['HostedAuth', 'RefreshTokens'].map((source) => [
        'trigger',
        expect.objectContaining({ version: '2', triggerSource: `TokenGeneration_${source}`, request }),
      ]),
    );
  });
});

import { createHash } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { newUserPool, type UserPool } from '../issuer/user-pool.ts';

/** The resource of the pool. */
export const API = 'http://127.0.0.1:4600/mcp';
export const CALLBACK = 'http://127.0.0.1:3999/callback';
/** PKCE verifier of every request. */
export const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** A client of the pool, for people unless the changes say otherwise. */
export const poolClient = (id: string, changes = {}) => ({
  id,
  flows: ['code'],
  scopes: [`${API}/tools:list`],
  callbackUrls: [CALLBACK],
  logoutUrls: [],
  accessTokenLifetime: 3_600,
  refreshTokenLifetime: 86_400,
  ...changes,
});

/** A user pool with one resource, a client for people and one for machines. */
export function testPool(): UserPool {
  const scopes = ['tools:list', 'payments:refund', 'users:act'].map((scope) => `${API}/${scope}`);
  const made = { ...newUserPool('pool'), resources: new Map([[API, scopes]]) };
  made.clients.set('people', poolClient('people'));
  made.clients.set('robot', poolClient('robot', { secret: 'robot-secret', flows: ['client_credentials'] }));
  return made;
}

/** Cookies of a browser after a response; a cookie of the same name replaces an earlier one. */
export function cookiesOf(response: Response, before = ''): string {
  const lines = [...before.split('; '), ...response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')];
  return [...new Map(lines.filter(Boolean).map((line) => [line.split('=')[0], line])).values()].join('; ');
}

export const claimsOf = (accessToken = ''): JWTPayload => decodeJwt(accessToken);

/** What a person chooses on the sign-in page. */
export interface Choice {
  person: string;
  /** Scopes that the person ticks, without the prefix of the API. */
  ticked?: string[];
  answer?: string;
  /** Cookies of an earlier sign-in in the same browser. */
  cookie?: string;
}

/** A client of the local issuer with a browser. @param url of the issuer at the time of each request */
export function issuerClient(url: () => string) {
  /** Asks for a code; parameters have good defaults, `undefined` leaves one out. */
  function authorize(changes: Record<string, string | undefined> = {}): Promise<Response> {
    const parameters = {
      client_id: 'people',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: `openid ${API}/tools:list`,
      resource: API,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    };
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return fetch(`${url()}/oauth2/authorize?${new URLSearchParams(given)}`, { redirect: 'manual' });
  }

  const locationOf = (response: Response) => new URL(response.headers.get('location') ?? '', url());

  /** Signs a person in by the page. @returns the URL to which the browser is sent, and its cookies */
  async function choose({ person, ticked = ['tools:list'], answer = 'allow', cookie: before }: Choice, changes = {}) {
    const asked = await authorize(changes);
    const cookie = cookiesOf(asked, before);
    const body = new URLSearchParams({ person, mfa: 'done', answer });
    for (const scope of ticked) body.append('scope', `${API}/${scope}`);
    const chosen = await fetch(locationOf(asked), { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
    const cookies = cookiesOf(chosen, cookie);
    const back = await fetch(locationOf(chosen), { headers: { cookie: cookies }, redirect: 'manual' });
    return { sentTo: locationOf(back), cookie: cookiesOf(back, cookies) };
  }

  async function codeFor(person: string, changes: Record<string, string> = {}): Promise<string> {
    return (await choose({ person }, changes)).sentTo.searchParams.get('code') ?? '';
  }

  /** Registers a public client. @returns its metadata */
  async function register(metadata: Record<string, unknown>) {
    const response = await fetch(`${url()}/oauth2/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token_endpoint_auth_method: 'none', ...metadata }),
    });
    return (await response.json()) as Record<string, string>;
  }

  async function token(parameters: Record<string, string>, headers = {}) {
    const response = await fetch(`${url()}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
      headers,
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  const redeem = (code: string, verifier = VERIFIER, clientId = 'people', resource = API) =>
    token({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: CALLBACK,
      resource,
    });
  const refresh = (refreshToken = '') =>
    token({ grant_type: 'refresh_token', client_id: 'people', refresh_token: refreshToken });

  return { authorize, locationOf, choose, codeFor, register, token, redeem, refresh };
}

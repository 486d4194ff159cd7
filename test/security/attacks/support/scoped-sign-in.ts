import { createHash } from 'node:crypto';
import { LOOPBACK_CALLBACKS } from '../../../../lib/settings/identity.ts';
import { endpoints } from '../../../cloud/endpoints.ts';
import { Browser } from '../../../integration/support/browser.ts';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const [CALLBACK = ''] = LOOPBACK_CALLBACKS;

/** A client of the user pool that asks for the scopes that a test names, and for no other. */
export interface ScopedClient {
  /** The access token of a person who signs in, or the error with which the client is sent back. */
  signIn(name: string, scopes: readonly string[]): Promise<{ token: string } | { refused: string }>;
}

/** The stage's own public client, which anybody may use: its id comes from the metadata facade. */
export async function publicClient(): Promise<ScopedClient> {
  const { apiUrl } = endpoints();
  return clientOf((await posted(`${apiUrl}/oauth/cognito/register`, { redirect_uris: [CALLBACK] })).client_id);
}

/** A client that the attacker registers with the issuer, for any scopes. */
export async function registeredClient(scopes: readonly string[]): Promise<ScopedClient> {
  const { registration_endpoint: url = '' } = await issuer();
  const metadata = {
    redirect_uris: [CALLBACK],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    application_type: 'native',
    scope: `openid ${spelled(scopes)}`,
  };
  return clientOf((await posted(url, metadata)).client_id);
}

function clientOf(client_id = ''): ScopedClient {
  if (client_id === '') throw new Error('There is no client to sign in with.');
  return {
    async signIn(name, scopes) {
      const { authorization_endpoint = '', token_endpoint = '' } = await issuer();
      const url = new URL(authorization_endpoint);
      url.search = String(
        new URLSearchParams({
          client_id,
          response_type: 'code',
          redirect_uri: CALLBACK,
          scope: `openid ${spelled(scopes)}`,
          resource: endpoints().mcpUrl,
          code_challenge: CHALLENGE,
          code_challenge_method: 'S256',
        }),
      );
      const back = await new Browser().signIn(url, { name, mfa: true }, CALLBACK);
      const code = back.get('code');
      if (code === null) return { refused: back.get('error') ?? 'no code' };
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id,
        code,
        code_verifier: VERIFIER,
        redirect_uri: CALLBACK,
      });
      const answer = await fetch(token_endpoint, { method: 'POST', body });
      const { access_token: token, error } = (await answer.json()) as Record<string, string>;
      return token === undefined ? { refused: error ?? `status ${answer.status}` } : { token };
    },
  };
}

/** The issuer that clients are sent to first, by its own metadata. */
async function issuer(): Promise<Record<string, string>> {
  const { apiUrl } = endpoints();
  const resource = await (await fetch(`${apiUrl}/.well-known/oauth-protected-resource`)).json();
  const [first] = (resource as { authorization_servers: string[] }).authorization_servers;
  return (await (await fetch(`${first}/.well-known/openid-configuration`)).json()) as Record<string, string>;
}

const spelled = (scopes: readonly string[]) => scopes.map((scope) => `${endpoints().mcpUrl}/${scope}`).join(' ');

async function posted(url: string, body: unknown): Promise<Record<string, string>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, string>;
}

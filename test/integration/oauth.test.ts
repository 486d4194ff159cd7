import { describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { endpoints } from '../cloud/endpoints.ts';
import { PLAIN_CALLBACK } from '../cloud/plain-issuer.ts';
import { control } from './support/control.ts';
import { answerOf, modern } from './support/endpoint.ts';
import { MemoryOAuthClient } from './support/sign-in.ts';

const INFO = { name: 'oauth-test', version: '1.0.0' };
const mcpUrl = () => new URL(endpoints().mcpUrl);

/** Signs in and connects, like a person with a current client. */
async function connectV2(
  memory: MemoryOAuthClient,
  name: string,
  fetchFn?: typeof fetch,
  mfa = true,
  url: URL = mcpUrl(),
) {
  const options = { authProvider: memory, fetch: fetchFn };
  const client = () => new Client(INFO, { versionNegotiation: { mode: 'auto' } });
  const first = new StreamableHTTPClientTransport(url, options);
  await expect(client().connect(first)).rejects.toThrow(/unauthorized/i);
  await first.finishAuth(await memory.signIn({ name, mfa }));
  const connected = client();
  await connected.connect(new StreamableHTTPClientTransport(url, options));
  return connected;
}

describe('a client that knows only the MCP URL', () => {
  it('finds the issuer, identifies itself by its metadata document, signs in and calls a tool', async () => {
    const clientMetadataUrl = 'https://client.example.test/oauth/client.json';
    const memory = new MemoryOAuthClient({ clientMetadataUrl });
    await control('/client-documents', {
      client_id: clientMetadataUrl,
      grant_types: ['authorization_code', 'refresh_token'],
      application_type: 'native',
      ...memory.clientMetadata,
    });
    const client = await connectV2(memory, 'Dev Developer');
    try {
      expect(memory.client?.client_id).toBe(clientMetadataUrl);
      expect(memory.authorizationUrl?.searchParams.get('resource')).toBe(endpoints().mcpUrl);
      expect(memory.authorizationUrl?.searchParams.get('code_challenge_method')).toBe('S256');
      expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
      expect((await client.callTool({ name: 'health_check', arguments: {} })).isError).not.toBe(true);
    } finally {
      await client.close();
    }
  });

  it('of revision 2025 registers itself, signs in and calls a tool', async () => {
    const memory = new MemoryOAuthClient();
    const first = new TransportV1(mcpUrl(), { authProvider: memory });
    await expect(new ClientV1(INFO).connect(first)).rejects.toThrow(/unauthorized/i);
    const code = (await memory.signIn({ name: 'Uma User' })).get('code');
    await first.finishAuth(String(code));
    const client = new ClientV1(INFO);
    await client.connect(new TransportV1(mcpUrl(), { authProvider: memory }));
    try {
      expect((await client.listTools()).tools.length).toBeGreaterThan(0);
      expect((await client.callTool({ name: 'health_check', arguments: {} })).isError).not.toBe(true);
    } finally {
      await client.close();
    }
  });

  it('reaches an issuer without registration and PKCE metadata through the metadata facade', async () => {
    const memory = new MemoryOAuthClient({ redirectUrl: PLAIN_CALLBACK });
    const facadeOnly: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!String(input instanceof Request ? input.url : input).includes('oauth-protected-resource')) return response;
      const { authorization_servers: servers, ...metadata } = (await response.json()) as Record<string, string[]>;
      return Response.json({ ...metadata, authorization_servers: servers?.filter((one) => one.includes('/oauth/')) });
    };
    const client = await connectV2(memory, 'Ada Admin', facadeOnly);
    try {
      expect(memory.client?.client_id).toBe('plain-public-client');
      expect((await client.callTool({ name: 'health_check', arguments: {} })).isError).not.toBe(true);
    } finally {
      await client.close();
    }
  });
});

describe('a client that knows only the URL of a bundle', () => {
  const path = '/mcp/b/kyc';
  const url = () => `${endpoints().apiUrl}${path}`;
  const metadataOf = (response: Response) =>
    /resource_metadata="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1] ?? '';

  it.each([
    ['without a credential', null, ''],
    ['with an unknown key', `mf_AAAAAAAAAAAA_${'A'.repeat(43)}`, 'error="invalid_token", '],
  ])('is led %s to metadata that names exactly this URL', async (_case, key, error) => {
    const refused = await modern('tools/list', {}, { key, path });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(new RegExp(`^Bearer ${error}resource_metadata=`));
    expect(await (await fetch(metadataOf(refused))).json()).toMatchObject({ resource: url() });
  });

  it('signs in for the bundle, and its token opens no other endpoint', async () => {
    const memory = new MemoryOAuthClient();
    const client = await connectV2(memory, 'Uma User', undefined, true, new URL(url()));
    await client.close();
    expect(memory.authorizationUrl?.searchParams.get('resource')).toBe(url());
    const { accessToken: key } = memory;
    expect(decodeJwt(key)).toMatchObject({ aud: url(), scope: expect.stringContaining('/mcp/kyc:read') });
    expect((await modern('tools/list', {}, { key, path })).status).toBe(200);
    for (const other of ['/mcp', '/mcp/b/payments']) {
      const refused = await modern('tools/list', {}, { key, path: other });
      expect([other, refused.status]).toEqual([other, 401]);
      const { resource } = (await (await fetch(metadataOf(refused))).json()) as { resource: string };
      expect(resource).toBe(`${endpoints().apiUrl}${other}`);
    }
  });
});

describe('an access token', () => {
  it('is issued for the endpoint and names its person, audience and sign-in methods', async () => {
    const memory = new MemoryOAuthClient();
    await (await connectV2(memory, 'Ada Admin')).close();
    expect(decodeProtectedHeader(memory.accessToken)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(decodeJwt(memory.accessToken)).toMatchObject({
      aud: endpoints().mcpUrl,
      token_use: 'access',
      'cognito:groups': ['admin'],
      tenant: 'dev',
      tier: 'enterprise',
      amr: 'pwd otp mfa',
      auth_time: expect.any(Number),
      jti: expect.any(String),
    });
  });

  it('of a sign-in without a one-time password does not claim one', async () => {
    const memory = new MemoryOAuthClient();
    await (await connectV2(memory, 'Ada Admin', undefined, false)).close();
    expect(decodeJwt(memory.accessToken)).not.toHaveProperty('amr');
  });

  it('is refused after it was altered', async () => {
    const memory = new MemoryOAuthClient();
    await (await connectV2(memory, 'Uma User')).close();
    const [header, payload, signature] = memory.accessToken.split('.');
    const claims = { ...decodeJwt(memory.accessToken), 'cognito:groups': ['admin'] };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [`${header}.${forged}.${signature}`, `${none}.${payload}.`, `${header}.${payload}.`]) {
      const response = await modern('tools/list', {}, { key: token });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('resource_metadata="');
    }
    expect((await modern('tools/list', {}, { key: memory.accessToken })).status).toBe(200);
  });
});

describe('a call to a tool whose scope the token lacks', () => {
  it('is answered with an error result that names the scope and carries the challenge', async () => {
    const memory = new MemoryOAuthClient();
    memory.without = ['kyc:money'];
    await (await connectV2(memory, 'Uma User')).close();
    const call = { name: 'verify_bank_account_penny_drop', arguments: {} };
    const response = await modern('tools/call', call, { key: memory.accessToken });
    expect(response.status).toBe(200);
    expect((await answerOf(Promise.resolve(response))).result).toMatchObject({
      isError: true,
      _meta: {
        'manifold/error': { code: 'E1004', details: { missingScopes: ['kyc:money'] } },
        'mcp/www_authenticate': [
          `Bearer error="insufficient_scope", ` +
            `resource_metadata="${endpoints().apiUrl}/.well-known/oauth-protected-resource", ` +
            `scope="${endpoints().mcpUrl}/kyc:money"`,
        ],
      },
    });
  });
});

describe('the root of the API', () => {
  const get = (accept: string) => fetch(`${endpoints().apiUrl}/`, { headers: { accept } });

  it('shows a browser how to connect, and answers other clients as an unknown path', async () => {
    const page = await get('text/html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain(endpoints().mcpUrl);
    const other = await get('application/json');
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ error: { code: 'E2001', message: 'There is nothing at this path.' } });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { RegisteredClient } from '../../../schemas/issuer.ts';
import { registerClient } from './registration.ts';

const client: RegisteredClient = {
  clientId: 'public-client',
  redirectUris: ['http://localhost:3334/oauth/callback', 'https://app.example/callback', 'http://127.0.0.1:*/done'],
};
const register = (body: unknown, of = client) =>
  registerClient(of, typeof body === 'string' ? body : JSON.stringify(body));

describe('registration at an issuer without registration of its own', () => {
  it('answers with the registered public client, without a secret', async () => {
    const response = register({ redirect_uris: ['https://app.example/callback'], client_name: 'App' });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      client_id: 'public-client',
      client_name: 'App',
      redirect_uris: ['https://app.example/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    });
  });

  it('takes any port if the registered port is *', () => {
    expect(register({ redirect_uris: ['http://127.0.0.1:49152/done'] }).status).toBe(201);
  });

  it.each([
    'https://evil.example/callback',
    'https://app.example/callback?next=https://evil.example',
    'https://app.example/callback/../steal',
    'http://localhost:3335/oauth/callback',
    'http://127.0.0.1:80@evil.example/done',
    'http://127.0.0.1:1/x/done',
    'http://127.0.0.1:/done',
    'http://127.0.0.1:*/done/more',
  ])('refuses the redirect URI %s', async (uri) => {
    const response = register({ redirect_uris: ['https://app.example/callback', uri] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_redirect_uri',
      error_description: expect.stringContaining('https://app.example/callback'),
    });
  });

  it.each([
    ['not JSON', '{'],
    ['no URIs', {}],
    ['an empty list', { redirect_uris: [] }],
    ['too much', 'x'.repeat(20_000)],
  ])('refuses %s', async (_, body) => {
    const response = register(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_client_metadata' });
  });
});

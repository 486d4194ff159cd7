import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestIssuer, type TestIssuer } from '../../../test/support/test-issuer.ts';
import { issuerDocuments } from '../../platform/identity/issuer-documents.ts';
import { facadeMetadata } from './facade.ts';
import { type IssuerDirectory, issuerDirectory } from './issuer-directory.ts';
import { protectedResourceMetadata } from './metadata.ts';

const URL = 'https://mcp.example.com';
const HOUR = 3_600_000;

let issuer: TestIssuer;
let ahead = 0;
let directory: IssuerDirectory;
beforeEach(async () => {
  ahead = 0;
  issuer = await startTestIssuer();
  directory = issuerDirectory(
    URL,
    () => issuerDocuments(issuer.setting).metadata(),
    () => Date.now() + ahead,
  );
});
afterEach(() => issuer.stop());

const settings = (changes = {}) => ({
  issuers: [{ ...issuer.setting, ...changes }],
  scopes: ['kyc:read', 'tools:list'],
  publicUrl: URL,
});
const resourceOf = async (endpoint: string, changes = {}) =>
  (await protectedResourceMetadata(endpoint, settings(changes), directory))?.json();
const facade = (changes = {}) => facadeMetadata({ ...issuer.setting, ...changes }, settings(changes), directory);

/** Metadata with everything that MCP clients require of an issuer. */
const COMPLETE = { code_challenge_methods_supported: ['S256'], registration_endpoint: 'https://idp.example/register' };

describe('metadata of an endpoint', () => {
  it('names the audience of tokens, and the scopes in the spelling of the issuer', async () => {
    expect(await resourceOf('', { scopePrefix: 'api/' })).toMatchObject({
      resource: `${URL}/mcp`,
      scopes_supported: ['api/kyc:read', 'api/tools:list'],
      bearer_methods_supported: ['header'],
    });
  });

  it('names the bundle if the issuer makes tokens for bundles', async () => {
    expect(await resourceOf('/mcp/b/kyc')).toMatchObject({ resource: `${URL}/mcp/b/kyc` });
    expect(await resourceOf('/mcp/b/kyc', { resourcePerBundle: false })).toMatchObject({ resource: `${URL}/mcp` });
  });

  it.each(['/elsewhere', '/mcp/b/../x', '/mcp/b/UPPER', '/mcpx'])('does not exist for %s', async (endpoint) => {
    expect(await protectedResourceMetadata(endpoint, settings(), directory)).toBeUndefined();
  });

  it('leaves out the issuers if the stage has no issuer', async () => {
    const response = await protectedResourceMetadata('', { ...settings(), issuers: [] }, directory);
    expect(Object.keys((await response?.json()) as object)).toEqual([
      'resource',
      'resource_name',
      'bearer_methods_supported',
    ]);
  });
});

describe('the authorization server that a client is sent to', () => {
  const server = async (changes = {}) => directory.serverOf({ ...issuer.setting, ...changes });

  it('is the issuer if its own metadata has everything that clients require', async () => {
    issuer.publish(COMPLETE);
    expect(await server()).toBe(issuer.url);
  });

  it('is the issuer if it takes clients by a metadata document', async () => {
    issuer.publish({ ...COMPLETE, registration_endpoint: undefined, client_id_metadata_document_supported: true });
    expect(await server()).toBe(issuer.url);
  });

  it.each(Object.keys(COMPLETE))('is the facade if the metadata of the issuer lacks %s', async (field) => {
    issuer.publish({ ...COMPLETE, [field]: undefined });
    expect(await server()).toBe(`${URL}/oauth/test-issuer`);
  });

  it('is the one of the setting, for any metadata of the issuer', async () => {
    expect(await server({ facade: 'never' })).toBe(issuer.url);
    issuer.publish(COMPLETE);
    expect(await server({ facade: 'always' })).toBe(`${URL}/oauth/test-issuer`);
  });

  it('is decided at once while the issuer is down, which is asked again after half a minute', async () => {
    issuer.fail(true);
    const document = '/.well-known/openid-configuration';
    await Promise.all([server(), server()]);
    await server();
    expect(issuer.asked[document]).toBe(1);
    issuer.fail(false);
    issuer.publish(COMPLETE);
    ahead = 30_000;
    expect(await server()).toBe(issuer.url);
    expect(issuer.asked[document]).toBe(2);
  });

  it('stays the same while the issuer is down', async () => {
    issuer.publish(COMPLETE);
    await server();
    issuer.fail(true);
    ahead = HOUR;
    expect(await server()).toBe(issuer.url);
  });
});

describe('the facade', () => {
  it('completes the document and keeps the endpoints of the issuer', async () => {
    issuer.publish({ authorization_endpoint: 'https://idp.example/authorize', scopes_supported: ['openid'] });
    const registeredClient = { clientId: 'public', redirectUris: ['http://localhost:3334/callback'] };
    expect(await (await facade({ registeredClient })).json()).toMatchObject({
      issuer: `${URL}/oauth/test-issuer`,
      authorization_endpoint: 'https://idp.example/authorize',
      jwks_uri: `${issuer.url}/keys`,
      code_challenge_methods_supported: ['S256'],
      registration_endpoint: `${URL}/oauth/test-issuer/register`,
      client_id_metadata_document_supported: false,
      scopes_supported: ['openid', 'kyc:read', 'tools:list'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  it('is found at the root too, under the name of the root', async () => {
    const { setting } = issuer;
    const registeredClient = { clientId: 'public', redirectUris: ['http://localhost:3334/callback'] };
    const found = await facadeMetadata({ ...setting, registeredClient }, settings(), directory, URL);
    expect(await found.json()).toMatchObject({
      issuer: URL,
      registration_endpoint: `${URL}/oauth/test-issuer/register`,
    });
  });

  it('names registration only if there is one, and keeps the issuer’s own', async () => {
    expect(await (await facade()).json()).not.toHaveProperty('registration_endpoint');
    issuer.publish(COMPLETE);
    ahead = HOUR;
    expect(await (await facade()).json()).toMatchObject({ registration_endpoint: COMPLETE.registration_endpoint });
  });

  it('answers 503 with a time to wait if the issuer was never reached', async () => {
    issuer.fail(true);
    const response = await facade();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
  });
});

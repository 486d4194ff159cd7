import Provider, { type Context, errors, type KoaContext, type Payload, type Token } from 'oidc-provider';
import type { JsonFile } from '../state/json-file.ts';
import { accessTokenParts, type CallTrigger } from './claims.ts';
import { defaultScope } from './default-scope.ts';
import { permitPages } from './pages.ts';
import { findPerson } from './people.ts';
import { AUTHORIZATION_PATH } from './sign-in.ts';
import { signingKeys } from './signing-keys.ts';
import { IssuerStore, type StoredIssuer } from './store.ts';
import { type PoolClient, scopesFor, scopesOf, type UserPool } from './user-pool.ts';

export type ProviderOptions = {
  url: string;
  pool: UserPool;
  file: JsonFile<StoredIssuer>;
  call: CallTrigger;
  /** Gets a client id metadata document; the default asks the network, special addresses excepted. */
  fetchDocument?: typeof fetch;
  /** `cognito`: only the features of Cognito, so that clients need the metadata facade. */
  limits?: 'cognito';
};

/** Cognito's paths, for clients that know them. */
const ROUTES = {
  authorization: AUTHORIZATION_PATH,
  token: '/oauth2/token',
  revocation: '/oauth2/revoke',
  userinfo: '/oauth2/userInfo',
  registration: '/oauth2/register',
  end_session: '/logout',
  jwks: '/.well-known/jwks.json',
};

/**
 * An OpenID provider that stands for the user pool: its clients, its resource servers and their scopes, tokens with its
 * claims. It offers more than Cognito, so that clients can be tried: they may register themselves (RFC 7591), or be
 * known by a metadata document.
 */
export function createProvider({ url, pool, file, call, fetchDocument, limits }: ProviderOptions): Provider {
  const store = new IssuerStore(file);
  const { keys, cookieKey } = signingKeys(file);
  const apiScopes = scopesOf(pool);
  // A client without a flow of OAuth signs in by Cognito's own API (password-sign-in.ts).
  const clients = [...pool.clients.values()].filter(({ flows }) => flows.length > 0);
  const [lifetime] = clients;
  const provider = new Provider(url, {
    adapter: (kind: string) => store.adapter(kind),
    jwks: { keys },
    cookies: { keys: [cookieKey] },
    routes: ROUTES,
    clients: clients.map((client) => clientMetadata(pool, client)),
    clientDefaults: {
      scope: allowedFor(pool),
      // Programs on a person's machine name no type; their redirects are schemes of their own, or loopback with any port.
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
    },
    // A client that registers itself, or is known by a document, may ask for no more than the pool's own for people.
    extraClientMetadata: {
      properties: ['scope'],
      validator: (_: Context, _property: string, _value: unknown, metadata: Payload) => {
        const allowed = allowedFor(pool, String(metadata.client_id)).split(' ');
        const asked = String(metadata.scope).split(' ');
        metadata.scope = asked.filter((scope) => allowed.includes(scope)).join(' ');
      },
    },
    // Clients that register with the scopes of a challenge are refused unless the provider knows these as its own.
    scopes: [...OPENID_SCOPES, ...apiScopes],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    // pages.ts decides which pages may read answers.
    clientBasedCORS: () => true,
    pkce: { required: () => true },
    issueRefreshToken: async (_: Context, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: lifetime?.accessTokenLifetime,
      RefreshToken: lifetime?.refreshTokenLifetime,
      Session: 86_400,
      Grant: lifetime?.refreshTokenLifetime,
      Interaction: 3_600,
      IdToken: lifetime?.accessTokenLifetime,
      ClientCredentials: lifetime?.accessTokenLifetime,
    },
    findAccount: (_: Context, sub: string) => {
      const person = findPerson(sub);
      return person && { accountId: sub, claims: () => ({ sub, name: person.name, email: person.email }) };
    },
    renderError: (ctx: KoaContext, { error, error_description: description }: Record<string, string>) => {
      ctx.set('content-type', 'text/plain; charset=utf-8');
      ctx.body = `${error}: ${description ?? 'the request cannot be served'}\n`;
    },
    interactions: { url: (_: Context, { uid }: { uid: string }) => `/sign-in/${uid}` },
    formats: {
      customizers: {
        jwt: async (ctx: Context, token: Token, { payload }: { payload: Payload }) => {
          const { claims, scopes } = await accessTokenParts(pool, call, ctx, token);
          Object.assign(payload, claims, { scope: scopes.join(' ') || undefined });
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      registration: { enabled: limits === undefined },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      ...(limits ? {} : { clientIdMetadataDocument: { enabled: true, ack: 'draft-02' } }),
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [...pool.resources.keys()][0],
        useGrantedResource: () => true,
        getResourceServerInfo: (_: Context, resource: string) => {
          if (!pool.resources.has(resource) && !isResource(resource)) throw new errors.InvalidTarget();
          const accessTokenTTL = lifetime?.accessTokenLifetime;
          return {
            scope: apiScopes.join(' '),
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL,
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    ...(fetchDocument ? { fetch: fetchDocument } : {}),
  });
  if (limits === 'cognito') limitToCognito(provider);
  permitPages(provider);
  defaultScope(provider, ROUTES.authorization, apiScopes);
  return provider;
}

/**
 * Whether a client may have tokens for a resource: Cognito takes any URL, with the rules of redirect URIs (Developer Guide,
 * "Resource binding"). Here the API itself is on loopback without TLS.
 */
function isResource(resource: string): boolean {
  const { protocol, hostname, hash } = new URL(resource);
  return hash === '' && (protocol !== 'http:' || ['localhost', '127.0.0.1'].includes(hostname));
}

/** Removes the features that Cognito lacks: PKCE in the metadata, and `iss` beside the code (RFC 9207). */
function limitToCognito(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/.well-known/openid-configuration') {
      const {
        code_challenge_methods_supported: _,
        authorization_response_iss_parameter_supported: __,
        ...rest
      } = Object(ctx.body);
      ctx.body = { ...rest, token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'] };
    }
    const location = ctx.response.get('location');
    if (!location?.includes('iss=')) return;
    const url = new URL(location);
    url.searchParams.delete('iss');
    ctx.set('location', url.href);
  });
}

/** Scopes that any client may ask for, since they give no access to the API. */
const OPENID_SCOPES = ['openid', 'offline_access', 'profile', 'email'];

function allowedFor(pool: UserPool, clientId?: string): string {
  return [...new Set([...OPENID_SCOPES, ...scopesFor(pool, clientId)])].join(' ');
}

function clientMetadata(pool: UserPool, { id, secret, flows, callbackUrls, logoutUrls }: PoolClient): Payload {
  const machine = flows.includes('client_credentials');
  return {
    client_id: id,
    scope: allowedFor(pool, id),
    ...(secret === undefined ? {} : { client_secret: secret }),
    token_endpoint_auth_method: secret === undefined ? 'none' : 'client_secret_basic',
    application_type: 'native',
    client_name: 'An app that this stage knows',
    grant_types: machine ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    response_types: machine ? [] : ['code'],
    redirect_uris: machine ? [] : callbackUrls,
    post_logout_redirect_uris: logoutUrls,
  };
}

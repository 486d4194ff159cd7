import { LocalIssuer } from '../../local/issuer/local-issuer.ts';
import { newUserPool } from '../../local/issuer/user-pool.ts';
import { Logs } from '../../local/log.ts';
import { JsonFile } from '../../local/state/json-file.ts';

export const PLAIN_ISSUER = 'plain';
/** Redirect address of its one public client. */
export const PLAIN_CALLBACK = 'http://127.0.0.1:3334/callback';

const CLIENT = {
  id: 'plain-public-client',
  flows: ['code'],
  scopes: [],
  callbackUrls: [PLAIN_CALLBACK],
  logoutUrls: [],
  accessTokenLifetime: 3_600,
  refreshTokenLifetime: 86_400,
};

/**
 * A second authorization server without extras, like Cognito: it has no client registration, and its metadata does not
 * name PKCE. Clients reach it through the metadata facade.
 */
export async function startPlainIssuer(file: string) {
  const issuer = await LocalIssuer.start({
    file: new JsonFile(file, {}),
    logs: new Logs(),
    call: async (name) => {
      throw new Error(`There is no trigger ${name} here.`);
    },
    limits: 'cognito',
  });
  return {
    setting: {
      name: PLAIN_ISSUER,
      issuer: issuer.url,
      algorithms: ['RS256'],
      requiredClaims: { token_use: 'access' },
      tenant: { fixed: 'partners' },
      rolesClaim: 'cognito:groups',
      highestRole: 'developer',
      scopesClaim: 'scope',
      tier: { fallback: 'free' },
      facade: 'auto',
      registeredClient: { clientId: CLIENT.id, redirectUris: CLIENT.callbackUrls },
      resourcePerBundle: true,
    },
    /** Makes tokens for this resource from now on. */
    serve(resource: string) {
      // The challenge names scopes in the spelling of the first issuer, the user pool.
      const scopes = ['tools:list', 'kyc:read', 'kyc:money'].map((scope) => `${resource}/${scope}`);
      const pool = { ...newUserPool('plain'), resources: new Map([[resource, scopes]]) };
      pool.clients.set(CLIENT.id, { ...CLIENT, scopes });
      issuer.play(pool);
    },
    stop: () => issuer.stop(),
  };
}

import { MAIN_ENDPOINT } from '../../../schemas/challenge.ts';
import type { Issuer } from '../../../schemas/issuer.ts';
import { ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import type { CognitoSetting } from '../../settings/identity.ts';
import type { Settings } from '../../settings.ts';
import type { ApiClients } from './api-clients.ts';
import type { UserDirectory } from './user-directory.ts';

/** The user pool of the stage as an issuer. */
export interface OwnIssuer {
  readonly directory: UserDirectory;
  readonly clients: ApiClients;
  readonly cognito: CognitoSetting;
  /** The client that accepts passwords, if the stage has one, and the scopes of its tokens. */
  readonly passwords?: { readonly clientId: string; readonly scopes: readonly string[] };
}

/**
 * All issuers of a stage, beginning with the one that clients are sent to. Values may be CDK tokens.
 * @param resource the MCP URL, the audience of tokens
 */
export function issuersOf(settings: Settings, resource: string, own?: OwnIssuer): Issuer[] {
  const former = formerResources(settings);
  const named = settings.issuers.map((issuer) =>
    // An issuer that names its audiences also names those of the past.
    issuer.audiences ? { ...issuer, audiences: issuer.audiences } : { ...former, ...issuer, audiences: [resource] },
  );
  return own ? [{ ...cognitoIssuer(own, resource), ...former }, ...named] : named;
}

function formerResources({ formerUrls }: Settings): Pick<Issuer, 'former'> {
  if (formerUrls.length === 0) return {};
  return { former: formerUrls.map(({ url, until }) => ({ resource: `${url}${MAIN_ENDPOINT}`, until })) };
}

/** The claims of Cognito's access tokens (Cognito Developer Guide, "Understanding the access token"). */
function cognitoIssuer({ directory, clients, cognito, passwords }: OwnIssuer, resource: string): Issuer {
  const issuer = directory.pool.userPoolProviderUrl;
  const { publicClientId, machineClientId } = clients;
  return {
    name: 'cognito',
    issuer,
    audiences: [resource],
    // Cognito puts `aud` only into tokens of a client that sends the resource parameter, and its own API never does.
    clientIds: [publicClientId, machineClientId, ...(passwords ? [passwords.clientId] : [])],
    ...(passwords ? { clientScopes: [{ ...passwords, scopes: [...passwords.scopes] }] } : {}),
    algorithms: ['RS256'],
    jwksUri: `${issuer}/.well-known/jwks.json`,
    requiredClaims: { token_use: 'access' },
    tenant: { claim: 'tenant' },
    rolesClaim: 'cognito:groups',
    highestRole: cognito.highestRole,
    scopesClaim: 'scope',
    scopePrefix: `${resource}/`,
    highestScopes: ['*', ...Object.keys(ROLES_OF_SCOPES)],
    tier: { claim: 'tier', fallback: cognito.tier },
    machines: [{ clientId: machineClientId, ...cognito.machine }],
    facade: 'auto',
    registeredClient: { clientId: publicClientId, redirectUris: cognito.callbackUrls },
    // Cognito takes any URL of https as the resource, and makes it the audience (Developer Guide, "Resource binding").
    resourcePerBundle: true,
  };
}

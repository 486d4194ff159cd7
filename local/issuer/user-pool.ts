/** A client of the user pool, as the template has it. */
export type PoolClient = {
  id: string;
  secret?: string;
  flows: string[];
  /** Scopes that the client may ask for, those of OpenID Connect among them. */
  scopes: string[];
  callbackUrls: string[];
  logoutUrls: string[];
  /** Seconds. */
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  /** Ways of signing in by Cognito's own API, e.g. `ALLOW_USER_PASSWORD_AUTH`. */
  authFlows?: string[];
  /** Seconds for which a rotated refresh token still works; absent if refresh tokens do not rotate. */
  rotationGraceSeconds?: number;
};

/** The user pool of the assembly, filled in while it is deployed. */
export type UserPool = {
  id: string;
  /** Name of the function that adds claims before a token is signed. */
  preTokenFunction?: string;
  /** True if the API asks every person for a one-time password. */
  mfaRequired?: boolean;
  groups: string[];
  /** Identifier of a resource server → its scopes, each as tokens name it: `<identifier>/<scope>`. */
  resources: Map<string, string[]>;
  clients: Map<string, PoolClient>;
  /** What a scope allows, by its full name: a text of the form of schemas/scope-description.ts. */
  descriptions: Map<string, string>;
};

export function newUserPool(id: string): UserPool {
  return { id, groups: [], resources: new Map(), clients: new Map(), descriptions: new Map() };
}

/**
 * Scopes that a client may ask for. One that registers itself may ask for what the pool's client for people may: Cognito
 * knows no such clients, and here they get no more than people get there.
 */
export function scopesFor({ clients }: UserPool, clientId?: string): string[] {
  const known = clientId === undefined ? undefined : clients.get(clientId);
  if (known) return known.scopes;
  return [...clients.values()].find(({ flows }) => flows.includes('code'))?.scopes ?? [];
}

/** Every scope of the pool's resource servers. */
export function scopesOf({ resources }: UserPool): string[] {
  return [...resources.values()].flat();
}

/** A client of the user pool, as the template has it. */
export type PoolClient = {
  id: string;
  secret?: string;
  flows: string[];
  scopes: string[];
  callbackUrls: string[];
  logoutUrls: string[];
  /** Seconds. */
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  /** Ways of signing in by Cognito's own API, e.g. `ALLOW_USER_PASSWORD_AUTH`. */
  authFlows?: string[];
  /** Where refresh tokens rotate by that API: seconds for which a rotated one is still good. */
  rotationGraceSeconds?: number;
};

/** The user pool of the assembly, filled in while it is deployed. */
export type UserPool = {
  id: string;
  /** Name of the function that adds claims before a token is signed. */
  preTokenFunction?: string;
  /** True where nobody signs in by the API without a one-time password. */
  mfaRequired?: boolean;
  groups: string[];
  /** Identifier of a resource server → its scopes, each as tokens name it: `<identifier>/<scope>`. */
  resources: Map<string, string[]>;
  clients: Map<string, PoolClient>;
};

export function newUserPool(id: string): UserPool {
  return { id, groups: [], resources: new Map(), clients: new Map() };
}

/** Every scope that a client may ask for, beside those of OpenID Connect. */
export function scopesOf({ resources }: UserPool): string[] {
  return [...resources.values()].flat();
}

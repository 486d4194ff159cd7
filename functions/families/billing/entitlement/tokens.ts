import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { TokenClient } from '../../../kit/capabilities/token-client.ts';
import { ownedKey } from '../../../kit/ownership/find-owned.ts';
import type { StoreItem, TenantStore } from '../../../kit/store/store.ts';

/** The record of a subscription token, without the token itself, which is shown once. */
export interface TokenFacts {
  jti: string;
  tier: string;
  scopes: string[];
  /** ISO 8601, UTC. */
  issuedAt: string;
  /** Unix seconds at which the token and its record end. */
  expiresAt: number;
}
type TokenRecord = StoreItem & TokenFacts;

const KIND = 'token';

/** Valid tokens of a person, oldest first. */
export async function tokensOf(store: TenantStore, owner: string): Promise<TokenRecord[]> {
  const { pk, sk } = ownedKey({ owner, kind: KIND, id: '' });
  const { items } = await store.query<TokenRecord>({ pk, sk: { beginsWith: sk } });
  return items.sort((one, other) => (one.issuedAt < other.issuedAt ? -1 : 1));
}

export function rememberToken(store: TenantStore, owner: string, token: TokenFacts): Promise<void> {
  return store.put({ ...ownedKey({ owner, kind: KIND, id: token.jti }), ...token });
}

interface Revocation {
  tenant: string;
  owner: string;
  correlationId: string;
  tokens: Pick<TokenClient, 'revoke'>;
}

/** Revokes all tokens of a person; the record of each is deleted only after the token is revoked. */
export async function revokeTokens(store: TenantStore, revocation: Revocation): Promise<void> {
  for (const { jti } of await tokensOf(store, revocation.owner)) {
    await revokeToken(store, { ...revocation, jti, reason: 'The subscription has ended or is not paid.' });
  }
}

/** Revokes one token. Revoking it twice is no error. */
export async function revokeToken(
  store: TenantStore,
  { tenant, owner, correlationId, tokens, jti, reason }: Revocation & { jti: string; reason: string },
): Promise<void> {
  await tokens.revoke({ family: 'billing', correlationId, tenant, principal: owner, jti, reason });
  await store.delete(ownedKey({ owner, kind: KIND, id: jti }));
}

/** @throws {ManifoldError} E4007 that names `token_id` */
export async function findToken(store: TenantStore, owner: string, id: string): Promise<TokenRecord> {
  const found = await store.get<TokenRecord>(ownedKey({ owner, kind: KIND, id }));
  if (found) return found;
  throw new ManifoldError('E4007', 'You have no token with this "token_id".', {
    details: { field: 'token_id', suggestion: 'Read billing://me/tokens first.' },
  });
}

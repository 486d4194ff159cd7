import type { FormerUrl } from '../../schemas/former-urls.ts';
import type { KnownScopes } from '../platform/audit/known-scopes.ts';
import type { IdentityTable } from '../platform/identity/revocations.ts';
import type { KeyStore } from '../platform/platform-tokens/key-store.ts';
import type { TokenSigner } from '../platform/platform-tokens/token-signer.ts';
import type { TokenTrail } from './request-audit.ts';

/** What the token endpoint works with. */
export interface TokenServices extends TokenTrail {
  readonly identity: IdentityTable;
  readonly keys: KeyStore;
  readonly signer: TokenSigner;
  /** Scopes that audit keeps in clear. */
  readonly knownScopes: KnownScopes;
  /** URL at which clients reach the API, without a slash at the end. */
  readonly publicUrl: string;
  readonly formerUrls: readonly FormerUrl[];
  /** Origins whose pages may read answers. */
  readonly allowedOrigins: readonly string[];
  readonly showTraces: boolean;
  /** Unix seconds. */
  readonly now: () => number;
}

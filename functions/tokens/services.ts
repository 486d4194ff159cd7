import type { KnownScopes } from '../runtime/audit/known-scopes.ts';
import type { IdentityTable } from '../runtime/identity/revocations.ts';
import type { KeyStore } from '../runtime/platform-tokens/key-store.ts';
import type { TokenSigner } from '../runtime/platform-tokens/token-signer.ts';
import type { TokenTrail } from './request-audit.ts';

/** What the token endpoint works with. */
export interface TokenServices extends TokenTrail {
  readonly identity: IdentityTable;
  readonly keys: KeyStore;
  readonly signer: TokenSigner;
  /** Scopes that audit keeps in clear. */
  readonly knownScopes: KnownScopes;
  /** Where clients reach the API, without a slash at the end. */
  readonly publicUrl: string;
  readonly showTraces: boolean;
  /** Unix seconds. */
  readonly now: () => number;
}

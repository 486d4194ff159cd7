import type { AuditTrail } from '../runtime/audit/audit-trail.ts';
import type { IdentityTable } from '../runtime/identity/revocations.ts';
import type { KeyStore } from '../runtime/platform-tokens/key-store.ts';
import type { TokenSigner } from '../runtime/platform-tokens/token-signer.ts';

/** What the token endpoint works with. */
export interface TokenServices {
  readonly identity: IdentityTable;
  readonly keys: KeyStore;
  readonly signer: TokenSigner;
  readonly audit: AuditTrail;
  /** Where clients reach the API, without a slash at the end. */
  readonly publicUrl: string;
  readonly showTraces: boolean;
  /** Unix seconds. */
  readonly now: () => number;
}

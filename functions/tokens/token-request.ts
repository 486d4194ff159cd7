import type { RequestAudit } from './request-audit.ts';
import type { Parameters } from './request-parameters.ts';
import type { TokenServices } from './services.ts';

/** One request to the token or the revocation endpoint. */
export interface TokenRequest {
  readonly services: TokenServices;
  readonly authorization: string | null;
  readonly parameters: Parameters;
  readonly audit: RequestAudit;
}

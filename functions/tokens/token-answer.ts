import type { SignedToken } from '../platform/platform-tokens/token-signer.ts';

/** Answer of the token endpoint (RFC 6749, 5.1). */
export interface TokenAnswer {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds. */
  expires_in: number;
  /** Words. */
  scope: string;
  refresh_token?: string;
}

export function tokenAnswer(signed: SignedToken, scopes: readonly string[], refreshToken?: string): TokenAnswer {
  return {
    access_token: signed.token,
    token_type: 'Bearer',
    expires_in: signed.expiresInSeconds,
    scope: scopes.join(' '),
    refresh_token: refreshToken,
  };
}

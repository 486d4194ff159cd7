/** Codes of RFC 6749 (5.2), RFC 7009 (2.2.1) and RFC 8707 (2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unsupported_token_type';

/** Who was refused, as far as that is known, for the audit trail. */
export interface Refused {
  tenant: string;
  principal: string;
  credential: string;
}

/**
 * A refusal that the client is told. The description says what to do, and never what of a credential was wrong;
 * `reason`, which does, is for the log and the audit trail.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly reason: string;
  readonly refused: Refused | undefined;

  constructor(
    code: OAuthErrorCode,
    description: string,
    { reason, refused }: { reason?: string; refused?: Refused } = {},
  ) {
    super(description);
    this.code = code;
    this.reason = reason ?? description;
    this.refused = refused;
  }
}

/** Runs a part of a request of which it is known who asks, so that a refusal in it says so. */
export async function refusedAs<Result>(refused: Refused, part: () => Promise<Result>): Promise<Result> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw new OAuthError(error.code, error.message, { reason: error.reason, refused });
  }
}

/** No answer of the token endpoint may be kept (RFC 6749, 5.1). */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** The error as RFC 6749 (5.2) writes it. */
export function oauthErrorResponse({ code, message }: OAuthError): Response {
  const isClient = code === 'invalid_client';
  return Response.json(
    { error: code, error_description: message },
    {
      status: isClient ? 401 : 400,
      headers: isClient ? { ...NO_STORE, 'www-authenticate': 'Basic realm="manifold"' } : NO_STORE,
    },
  );
}

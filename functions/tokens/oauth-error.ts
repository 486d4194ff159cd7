/** Codes of RFC 6749 (5.2), RFC 7009 (2.2.1) and RFC 8707 (2). */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unsupported_token_type';

/** The refused client, as far as it is known, for the audit trail. */
export interface Refused {
  tenant: string;
  principal: string;
  credential: string;
}

/**
 * A refusal for the client. The description says what to do, but not what was wrong with a credential; `reason` says
 * it, for the log and the audit trail.
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

/** Runs a part of a request whose client is known, so that a refusal in it names the client. */
export async function refusedAs<Result>(refused: Refused, part: () => Promise<Result>): Promise<Result> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw new OAuthError(error.code, error.message, { reason: error.reason, refused });
  }
}

/** Answers of the token endpoint must not be cached (RFC 6749, section 5.1). */
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

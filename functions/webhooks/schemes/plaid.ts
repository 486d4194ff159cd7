import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { VerificationKeyId } from '../../../schemas/webhooks.ts';
import type { Delivery } from '../delivery.ts';
import { badSignature, jsonOf, sameBytes, sha256, type Verified, WINDOW_SECONDS } from '../verified.ts';
import type { PlaidKeys } from './plaid-keys.ts';

/**
 * `Plaid-Verification`: a JWT by ES256, at most five minutes old, that holds the SHA-256 of the body
 * (plaid.com/docs/api/webhooks/webhook-verification). Plaid's events have no id, and each delivery has another JWT, so
 * a repeated delivery counts as a separate event.
 *
 * @throws {ManifoldError} E2001; E5004 if Plaid does not give its key
 */
export async function verifyPlaid(delivery: Delivery, keys: PlaidKeys, nowSeconds: number): Promise<Verified> {
  const token = delivery.header('plaid-verification');
  if (token === undefined) throw badSignature('The header Plaid-Verification is missing.');
  const kid = keyIdOf(token);
  const jwk = await keys(kid);
  if (!jwk) throw badSignature('Plaid has no key with the id that the signature names, or it has expired.');
  const claims = await claimsOf(token, await importJWK(jwk, 'ES256'), nowSeconds);
  const digest = sha256(delivery.body);
  const named = typeof claims.request_body_sha256 === 'string' ? claims.request_body_sha256 : '';
  if (!sameBytes(Buffer.from(named), Buffer.from(digest))) throw badSignature('The signature does not match the body.');
  const id = sha256(token);
  return { id, body: jsonOf(delivery.body), request: id };
}

/** The algorithm is checked before a key is requested: Plaid signs with no other one. */
function keyIdOf(token: string): string {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg === 'ES256' && VerificationKeyId.safeParse(kid).success && kid !== undefined) return kid;
  } catch {
    // Falls through to the refusal.
  }
  throw badSignature('Plaid-Verification is not a JWT signed with ES256.');
}

async function claimsOf(token: string, key: Awaited<ReturnType<typeof importJWK>>, nowSeconds: number) {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      maxTokenAge: WINDOW_SECONDS,
      currentDate: new Date(nowSeconds * 1000),
      // Plaid's clock may be slightly ahead.
      clockTolerance: 5,
    });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
      throw badSignature('The signature is older than five minutes, or its time is in the future.');
    }
    throw badSignature('The signature is invalid.');
  }
}

import { AwsError, type Received } from '../aws/service.ts';
import type { Identities, Identity } from '../identity/identities.ts';
import { sha256 } from './canonical-request.ts';
import type { Refusals } from './refusals.ts';
import { type Credential, checkScope, checkSignature, checkSignedHeaders, instant, parseCredential } from './scope.ts';

/** The parts of an `Authorization` header. */
export type Authorization = { credential: Credential; signedHeaders: string; signature: string };

const MINUTE_MS = 60_000;
/** Body hashes of S3 that stand for no hash: the body is covered by TLS or by a trailing checksum. */
const UNHASHED = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER']);

/** Reads the `Authorization` header; undefined if it is not one of Signature Version 4. */
export function parseAuthorization(text: string | undefined): Authorization | undefined {
  const fields = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(text ?? '')?.[1];
  if (fields === undefined) return undefined;
  const field = (name: string) => new RegExp(`(?:^|,)\\s*${name}=([^,\\s]+)`).exec(fields)?.[1];
  const credential = parseCredential(field('Credential') ?? '');
  const signedHeaders = field('SignedHeaders');
  const signature = field('Signature');
  return credential && signedHeaders && signature ? { credential, signedHeaders, signature } : undefined;
}

/**
 * Verifies a signature in the headers: access key and session token, region, service and day of its scope, its age, the
 * headers that have to be signed, the hash of the body, and the signature itself.
 * @param expectedService signing name of the service that the request is for
 * @returns the identity that signed
 * @throws AwsError as the service would refuse it
 */
export function headerSigner(
  identities: Identities,
  authorization: Authorization,
  received: Received,
  { now, expectedService, refuse }: { now: number; expectedService: string; refuse: Refusals },
): Identity {
  const { credential, signedHeaders, signature } = authorization;
  const { headers } = received;
  const identity = identities.find(credential.accessKeyId);
  const credentials = identities.findSigner(credential.accessKeyId)?.credentials;
  if (!identity || !credentials) throw refuse.unknownKey();
  if (headers['x-amz-security-token'] !== credentials.sessionToken) throw refuse.token();
  const time = String(headers['x-amz-date'] ?? '');
  const signedAt = instant(time);
  if (Number.isNaN(signedAt))
    throw refuse.malformed("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  checkScope(credential, { time, expectedService, refuse });
  const most = (expectedService === 's3' ? 15 : 5) * MINUTE_MS;
  if (Math.abs(now - signedAt) > most) throw refuse.skew(time, signedAt > now);
  checkSignedHeaders(headers, signedHeaders, refuse);
  checkSignature(
    { ...received, signedHeaders, payloadHash: payloadHash(received, expectedService), service: expectedService },
    { credential, time, signature, secretAccessKey: credentials.secretAccessKey, refuse },
  );
  return identity;
}

/** @throws AwsError if S3 lacks the hash of the body, or the hash differs from the body. */
function payloadHash({ headers, body }: Received, service: string): string {
  const computed = () => sha256(body);
  if (service !== 's3') return computed();
  const stated = headers['x-amz-content-sha256'];
  if (typeof stated !== 'string')
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256', 400);
  if (UNHASHED.has(stated)) return stated;
  if (stated.startsWith('STREAMING-'))
    throw new AwsError('NotImplemented', `The local cloud does not offer s3 bodies of the kind ${stated}.`, 501);
  if (stated !== computed())
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
    );
  return stated;
}

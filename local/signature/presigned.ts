import { AwsError, type Received } from '../aws/service.ts';
import type { Identities, Identity } from '../identity/identities.ts';
import type { Refusals } from './refusals.ts';
import { checkScope, checkSignature, checkSignedHeaders, instant, parseCredential } from './scope.ts';

type Expected = {
  now: number;
  /** Signing name of the service that the URL is for. */
  service: string;
  /** Longest life of the URL in seconds. */
  maxExpiresSeconds: number;
  /** Hash of the body, unless the URL states one. */
  payloadHash: string;
  refuse: Refusals;
};

/** Longest life of a presigned URL of S3 (S3 User Guide, "Presigned URLs"). */
export const S3_MAX_EXPIRES_SECONDS = 604_800;
/** A URL may be dated this far ahead of the clock of AWS. */
const MAX_AHEAD_MS = 15 * 60_000;

/** Whether the signature is part of the URL. */
export function isPresigned(url: string): boolean {
  return url.includes('X-Amz-Signature=');
}

/**
 * Verifies a signature in the query (Signature Version 4). An instance that has ended may have signed it: a session of
 * Lambda outlives the environment that signed.
 * @returns the identity that signed
 * @throws AwsError if the URL has expired, or if a signed part was changed
 */
export function presignedSigner(
  identities: Identities,
  received: Omit<Received, 'body'>,
  expected: Expected,
): Identity {
  const { method, url, headers } = received;
  const { now, service, maxExpiresSeconds, payloadHash, refuse } = expected;
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const value = (name: string) => query.get(name) ?? '';
  const credential = parseCredential(value('X-Amz-Credential'));
  if (!credential || value('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed.',
      400,
    );
  const signer = identities.findSigner(credential.accessKeyId);
  if (!signer) throw refuse.unknownKey();
  if (value('X-Amz-Security-Token') !== signer.credentials.sessionToken) throw refuse.token();
  const expires = Number(value('X-Amz-Expires'));
  if (!(expires >= 1 && expires <= maxExpiresSeconds))
    throw new AwsError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be between 1 and ${maxExpiresSeconds} seconds`,
      400,
    );
  const time = value('X-Amz-Date');
  const signedAt = instant(time);
  checkScope(credential, { time, expectedService: service, refuse });
  if (!(now < signedAt + expires * 1_000)) throw new AwsError('AccessDenied', 'Request has expired', 403);
  if (signedAt > now + MAX_AHEAD_MS) throw new AwsError('AccessDenied', 'Request is not yet valid', 403);
  const signedHeaders = value('X-Amz-SignedHeaders');
  checkSignedHeaders(headers, signedHeaders, refuse);
  checkSignature(
    { method, url, headers, signedHeaders, payloadHash: query.get('X-Amz-Content-Sha256') ?? payloadHash, service },
    {
      credential,
      time,
      signature: value('X-Amz-Signature'),
      secretAccessKey: signer.credentials.secretAccessKey,
      refuse,
    },
  );
  return signer.identity;
}

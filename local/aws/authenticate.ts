import type { Identities, Identity } from '../identity/identities.ts';
import { sha256 } from '../signature/canonical-request.ts';
import { type Authorization, headerSigner, parseAuthorization } from '../signature/header.ts';
import { isPresigned, presignedSigner, S3_MAX_EXPIRES_SECONDS } from '../signature/presigned.ts';
import { refusals } from '../signature/refusals.ts';
import { parseCredential } from '../signature/scope.ts';
import type { AwsService, Received } from './service.ts';

/**
 * The service that a request is for, and the place of its signature, which is still unverified. Without a readable
 * signature, only a request for a file of S3 shows its service.
 */
export type Claim = { service: string; signature: Authorization | 'query' | 'none' };

/** Prefix of `x-amz-target` → signing name of the service, which the host tells on AWS. */
const TARGETS: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
};

export function claimOf(received: Received): Claim {
  const { url, headers } = received;
  const target = TARGETS[String(headers['x-amz-target']).split('.')[0] ?? ''];
  if (isPresigned(url)) {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    const service = target ?? parseCredential(query.get('X-Amz-Credential') ?? '')?.service;
    if (service !== undefined) return { service, signature: 'query' };
  } else {
    const signature = parseAuthorization(headers.authorization);
    if (signature) return { service: target ?? signature.credential.service, signature };
  }
  return { service: isFileRequest(received) ? 's3' : '', signature: 'none' };
}

/** Whether a request asks for a file of S3, as a link in a browser does. */
function isFileRequest({ method, headers }: Received): boolean {
  return (method === 'GET' || method === 'HEAD') && headers['x-amz-target'] === undefined;
}

/**
 * Verifies the signature of a request.
 * @returns the identity that signed
 * @throws AwsError as the service would refuse it
 */
export function authenticate(
  identities: Identities,
  { service, signature }: Claim,
  received: Received,
  { now, protocol }: { now: number; protocol: AwsService['protocol'] },
): Identity {
  const refuse = refusals(service, protocol);
  if (signature === 'none') {
    if (received.headers.authorization === undefined) throw refuse.missing();
    throw refuse.malformed('Authorization header requires Credential, SignedHeaders and Signature.');
  }
  if (signature !== 'query')
    return headerSigner(identities, signature, received, { now, expectedService: service, refuse });
  const payloadHash = service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256(received.body);
  return presignedSigner(identities, received, {
    now,
    service,
    maxExpiresSeconds: S3_MAX_EXPIRES_SECONDS,
    payloadHash,
    refuse,
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Identities, Identity } from '../identity/identities.ts';
import { sha256 } from '../signature/canonical-request.ts';
import { type Authorization, headerSigner, parseAuthorization } from '../signature/header.ts';
import { isPresigned, presignedSigner, S3_MAX_EXPIRES_SECONDS } from '../signature/presigned.ts';
import { refusals } from '../signature/refusals.ts';
import { parseCredential } from '../signature/scope.ts';
import type { AwsService } from './service.ts';

/** A request as it was received. */
export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };

/** The signature that a request carries, still unverified. */
export type Claim = { service: string; authorization: Authorization | undefined };

/** Prefix of `x-amz-target` → signing name of the service, which the host tells on AWS. */
const TARGETS: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AmazonSQS: 'sqs',
  TrentService: 'kms',
};

/** Reads which service a request is for; undefined if it carries no signature. */
export function claimOf({ url, headers }: Received): Claim | undefined {
  const target = TARGETS[String(headers['x-amz-target']).split('.')[0] ?? ''];
  if (isPresigned(url)) {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    const service = target ?? parseCredential(query.get('X-Amz-Credential') ?? '')?.service;
    return service === undefined ? undefined : { service, authorization: undefined };
  }
  const authorization = parseAuthorization(headers.authorization);
  return authorization && { service: target ?? authorization.credential.service, authorization };
}

/**
 * Verifies the signature of a request.
 * @returns the identity that signed
 * @throws AwsError as the service would refuse it
 */
export function authenticate(
  identities: Identities,
  { service, authorization }: Claim,
  received: Received,
  { now, protocol }: { now: number; protocol: AwsService['protocol'] },
): Identity {
  const refuse = refusals(service, protocol);
  if (authorization)
    return headerSigner(identities, authorization, received, { now, expectedService: service, refuse });
  const payloadHash = service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256(received.body);
  return presignedSigner(identities, received, {
    now,
    service,
    maxExpiresSeconds: S3_MAX_EXPIRES_SECONDS,
    payloadHash,
    refuse,
  });
}

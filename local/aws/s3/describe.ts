import type { ObjectVersion } from '../../s3/object-store.ts';
import { AwsError } from '../service.ts';
import { authorise, isAllowed } from './access.ts';
import type { S3Operation } from './service.ts';

/** Response headers of a version, without its content's length and range. */
export function describeVersion({ bucket }: S3Operation, version: ObjectVersion): Record<string, string> {
  const { etag, modifiedAt, versionId, headers, encryption, retention, legalHold } = version;
  return {
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
    'last-modified': new Date(modifiedAt).toUTCString(),
    ...headers,
    ...(bucket.versioned ? { 'x-amz-version-id': versionId } : {}),
    ...encryptionHeaders(encryption),
    ...(retention
      ? {
          'x-amz-object-lock-mode': retention.mode,
          'x-amz-object-lock-retain-until-date': retention.until,
        }
      : {}),
    ...(legalHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
  };
}

export function encryptionHeaders(encryption: ObjectVersion['encryption']): Record<string, string> {
  if (!encryption) return {};
  const { algorithm, kmsKeyArn } = encryption;
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(kmsKeyArn ? { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyArn } : {}),
  };
}

/**
 * The version that a request means, after the caller's right to the action was checked.
 * Only a caller who may list the bucket learns that an object is missing, as with S3; others are refused.
 * @throws AwsError NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker.
 */
export function findVersion(operation: S3Operation, action: string): ObjectVersion {
  const { caller, bucket, store, request } = operation;
  const { key, query } = request;
  const versionId = query.get('versionId');
  authorise(caller, bucket, versionId === null ? action : `${action}Version`, key);
  const version = versionId === null ? store.current(key) : store.find(key, versionId);
  if (version && !version.deleteMarker) return version;
  if (version)
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  if (!isAllowed(caller, bucket, 'ListBucket')) throw new AwsError('AccessDenied', 'Access Denied', 403);
  if (versionId !== null) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

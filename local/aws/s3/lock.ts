import { changeOf, parseRetention, type Retention } from '../../s3/object-lock.ts';
import type { ObjectVersion } from '../../s3/object-store.ts';
import { xmlDocument, xmlText } from '../../s3/xml.ts';
import { AwsError } from '../service.ts';
import { authorise } from './access.ts';
import type { S3Answer, S3Operation } from './service.ts';

/** GetObjectRetention. */
export function readRetention(operation: S3Operation): S3Answer {
  const { retention } = lockable(operation, 'GetObjectRetention');
  if (!retention)
    throw new AwsError(
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
      404,
    );
  return { status: 200, body: xmlDocument('Retention', { Mode: retention.mode, RetainUntilDate: retention.until }) };
}

/** PutObjectRetention: may be extended by who has the right, weakened under governance with the bypass alone. */
export function writeRetention(operation: S3Operation): S3Answer {
  const { caller, request, bucket, store, body } = operation;
  const version = lockable(operation, 'PutObjectRetention');
  const next = retentionIn(body.toString());
  const change = changeOf(version, next, Date.now());
  if (change === 'bypass' && request.headers['x-amz-bypass-governance-retention'] === 'true')
    authorise(caller, bucket, 'BypassGovernanceRetention', request.key);
  else if (change !== 'free')
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  store.change(version, { retention: next });
  return { status: 200, body: Buffer.alloc(0) };
}

/** GetObjectLegalHold. */
export function readLegalHold(operation: S3Operation): S3Answer {
  const { legalHold } = lockable(operation, 'GetObjectLegalHold');
  if (legalHold === undefined)
    throw new AwsError(
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
      404,
    );
  return { status: 200, body: xmlDocument('LegalHold', { Status: legalHold ? 'ON' : 'OFF' }) };
}

/** PutObjectLegalHold. */
export function writeLegalHold(operation: S3Operation): S3Answer {
  const version = lockable(operation, 'PutObjectLegalHold');
  const status = xmlText(operation.body.toString(), 'Status');
  if (status !== 'ON' && status !== 'OFF') throw malformed();
  operation.store.change(version, { legalHold: status === 'ON' });
  return { status: 200, body: Buffer.alloc(0) };
}

function lockable({ caller, bucket, store, request }: S3Operation, action: string): ObjectVersion {
  const { key, query } = request;
  authorise(caller, bucket, action, key);
  if (!bucket.objectLock) throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400);
  const versionId = query.get('versionId');
  const version = versionId === null ? store.current(key) : store.find(key, versionId);
  if (!version) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  if (version.deleteMarker)
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  return version;
}

/** An empty document takes the retention away. */
function retentionIn(document: string): Retention | undefined {
  const mode = xmlText(document, 'Mode');
  const until = xmlText(document, 'RetainUntilDate');
  if (mode === undefined && until === undefined) {
    if (!document.includes('Retention')) throw malformed();
    return undefined;
  }
  return parseRetention(mode, until, Date.now());
}

function malformed(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );
}

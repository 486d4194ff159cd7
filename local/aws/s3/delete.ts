import { AccessDenied } from '../../iam/authoriser.ts';
import { verifyBody } from '../../s3/checksums.ts';
import { lockOf } from '../../s3/object-lock.ts';
import { type XmlTree, xmlDocument, xmlElements, xmlText } from '../../s3/xml.ts';
import { AwsError } from '../service.ts';
import { authorise } from './access.ts';
import type { S3Answer, S3Operation } from './service.ts';

const MAX_KEYS = 1_000;

type Deleted = { versionId?: string; deleteMarker: boolean };

/** DeleteObject. */
export function deleteObject(operation: S3Operation): S3Answer {
  const { key, query } = operation.request;
  const deleted = remove(operation, key, query.get('versionId') ?? undefined);
  return {
    status: 204,
    headers: {
      ...(deleted.versionId === undefined ? {} : { 'x-amz-version-id': deleted.versionId }),
      ...(deleted.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

/** DeleteObjects: each key is decided by itself. */
export function deleteObjects(operation: S3Operation): S3Answer {
  verifyBody(operation.request.headers, operation.body);
  const document = operation.body.toString();
  const wanted = xmlElements(document, 'Object').map((inner) => ({
    Key: xmlText(inner, 'Key') ?? '',
    VersionId: xmlText(inner, 'VersionId'),
  }));
  if (wanted.length === 0 || wanted.length > MAX_KEYS)
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    );
  const Deleted: XmlTree[] = [];
  const errors: XmlTree[] = [];
  for (const { Key, VersionId } of wanted) {
    try {
      const { deleteMarker, versionId } = remove(operation, Key, VersionId);
      const marker = deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
      Deleted.push({ Key, VersionId, ...marker });
    } catch (error) {
      if (!(error instanceof AwsError) && !(error instanceof AccessDenied)) throw error;
      const Code = error instanceof AwsError ? error.code : 'AccessDenied';
      errors.push({ Key, VersionId, Code, Message: error.message });
    }
  }
  const quiet = xmlText(document, 'Quiet') === 'true';
  return { status: 200, body: xmlDocument('DeleteResult', { Deleted: quiet ? [] : Deleted, Error: errors }) };
}

/**
 * Without a version id a marker is put on top and nothing is lost; with one the version is deleted, unless
 * Object Lock holds it (S3 User Guide, "Locking objects with Object Lock").
 */
function remove(operation: S3Operation, key: string, versionId: string | undefined): Deleted {
  const { caller, bucket, store } = operation;
  if (versionId === undefined) {
    authorise(caller, bucket, 'DeleteObject', key);
    if (bucket.versioned) {
      const marker = { key, deleteMarker: true, size: 0, etag: '', headers: {} };
      return { versionId: store.add(marker, Buffer.alloc(0), true).versionId, deleteMarker: true };
    }
    const [only] = store.versions(key);
    if (only) store.remove(only);
    return { deleteMarker: false };
  }
  authorise(caller, bucket, 'DeleteObjectVersion', key);
  const version = store.find(key, versionId);
  if (!version) return { versionId, deleteMarker: false };
  const lock = lockOf(version, Date.now());
  if (lock === 'governance' && operation.request.headers['x-amz-bypass-governance-retention'] === 'true')
    authorise(caller, bucket, 'BypassGovernanceRetention', key);
  else if (lock !== 'none')
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  store.remove(version);
  return { versionId, deleteMarker: version.deleteMarker };
}

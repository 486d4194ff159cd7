import type { Authoriser } from '../../iam/authoriser.ts';
import type { Keys } from '../../kms/keys.ts';
import type { Bucket, Buckets } from '../../s3/bucket.ts';
import type { ObjectStore } from '../../s3/object-store.ts';
import { AwsError, type AwsService } from '../service.ts';
import type { S3Caller } from './access.ts';
import { deleteObject, deleteObjects } from './delete.ts';
import { listObjects, listVersions } from './list.ts';
import { readLegalHold, readRetention, writeLegalHold, writeRetention } from './lock.ts';
import { getObject, headObject } from './read.ts';
import { parseS3Request, type S3Request } from './request.ts';
import { bucketLocation, bucketLock, bucketVersioning, headBucket } from './settings.ts';
import { putObject } from './write.ts';

/** What an operation works on. */
export type S3Operation = { caller: S3Caller; request: S3Request; bucket: Bucket; store: ObjectStore; body: Buffer };
export type S3Answer = { status: number; headers?: Record<string, string>; body?: string | Buffer };

/** Parameters of a query that choose an operation; any other one of S3 that is not here is refused by name. */
const SUBRESOURCES = [
  'versions',
  'location',
  'versioning',
  'object-lock',
  'delete',
  'retention',
  'legal-hold',
] as const;
const HARMLESS_PARAMETERS = new Set([
  'x-id',
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'fetch-owner',
  'encoding-type',
  'key-marker',
  'version-id-marker',
  'versionId',
  'response-content-type',
  'response-content-disposition',
  'response-cache-control',
]);

const BUCKET_OPERATIONS: Record<string, (operation: S3Operation) => S3Answer> = {
  'HEAD ': headBucket,
  'GET list-type': listObjects,
  'GET versions': listVersions,
  'GET location': bucketLocation,
  'GET versioning': bucketVersioning,
  'GET object-lock': bucketLock,
  'POST delete': deleteObjects,
};
const OBJECT_OPERATIONS: Record<string, (operation: S3Operation) => S3Answer> = {
  'GET ': getObject,
  'HEAD ': headObject,
  'PUT ': putObject,
  'DELETE ': deleteObject,
  'GET retention': readRetention,
  'PUT retention': writeRetention,
  'GET legal-hold': readLegalHold,
  'PUT legal-hold': writeLegalHold,
};

/** S3 as far as functions use it: objects with versions and Object Lock, listings. No multipart uploads, no copies. */
export function s3Service(parts: { buckets: Buckets; authoriser: Authoriser; keys: Keys }): AwsService {
  const { buckets, authoriser, keys } = parts;
  return {
    protocol: 'rest-xml',
    async handle(call) {
      const request = parseS3Request(call);
      const operation = operationOf(request);
      const bucket = buckets.find(request.bucket);
      const caller = { identity: call.identity, request, authoriser, keys };
      const { status, headers, body } = operation({
        caller,
        request,
        bucket,
        store: buckets.store(bucket),
        body: call.body,
      });
      const length = body === undefined ? undefined : Buffer.byteLength(body);
      call.response.writeHead(status, {
        ...(typeof body === 'string' ? { 'content-type': 'application/xml' } : {}),
        ...(length === undefined ? {} : { 'content-length': length }),
        'x-amz-request-id': call.requestId,
        ...headers,
      });
      call.response.end(body);
    },
  };
}

function operationOf({ method, key, query }: S3Request): (operation: S3Operation) => S3Answer {
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? '';
  const unknown = [...query.keys()].find(
    (name) => name !== subresource && !HARMLESS_PARAMETERS.has(name) && !name.toLowerCase().startsWith('x-amz-'),
  );
  const lists = key === '' && method === 'GET' && query.has('list-type');
  const operations = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const operation = operations[`${method} ${lists ? 'list-type' : subresource}`];
  if (!operation || unknown !== undefined) {
    const what = `${method} ${key === '' ? 'bucket' : 'object'}${unknown ? `?${unknown}` : subresource ? `?${subresource}` : ''}`;
    throw new AwsError('NotImplemented', `The local cloud does not offer s3 ${what}.`, 501);
  }
  return operation;
}

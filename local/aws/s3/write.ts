import { createHash } from 'node:crypto';
import { decodeAwsChunked } from '../../s3/aws-chunked.ts';
import { namesChecksum, verifyBody } from '../../s3/checksums.ts';
import { defaultRetention, parseRetention, type Retention } from '../../s3/object-lock.ts';
import { AwsError } from '../service.ts';
import { authorise, authoriseKey } from './access.ts';
import { encryptionHeaders } from './describe.ts';
import type { S3Answer, S3Operation } from './service.ts';

/** Request headers that come back with the object. */
const KEPT = /^(?:content-(?:type|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;
/** Headers of PutObject that would change something and that the local cloud does not carry out. */
const REFUSED =
  /^x-amz-(?:acl|grant-.*|tagging|website-redirect-location|copy-source.*|server-side-encryption-customer-.*|write-offset-bytes)$/;
const MAX_KEY_BYTES = 1_024;

/** PutObject. Between the look for an earlier object (`If-None-Match`) and the write nothing else happens. */
export function putObject(operation: S3Operation): S3Answer {
  const { caller, request, bucket, store } = operation;
  const { key } = request;
  const refused = Object.keys(request.headers).find((name) => REFUSED.test(name));
  if (refused)
    throw new AwsError('NotImplemented', `The local cloud does not offer s3 PutObject with ${refused}.`, 501);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'Your key is too long', 400);
  authorise(caller, bucket, 'PutObject', key);
  const { body, headers } = decodedBody(operation);
  const retention = retentionOf(operation, headers);
  const encryption = encryptionOf(operation);
  authoriseKey(caller, bucket, { action: 'GenerateDataKey', key, kmsKeyArn: encryption.kmsKeyArn });
  const checksum = verifyBody(headers, body);
  checkPreconditions(operation);
  const legalHold = headers['x-amz-object-lock-legal-hold'] === 'ON';
  if (legalHold) authorise(caller, bucket, 'PutObjectLegalHold', key);
  const added = store.add(
    {
      key,
      deleteMarker: false,
      size: body.length,
      etag: createHash('md5').update(body).digest('hex'),
      headers: keptHeaders(headers),
      encryption,
      checksum,
      retention,
      legalHold,
    },
    body,
    bucket.versioned,
  );
  return {
    status: 200,
    body: Buffer.alloc(0),
    headers: {
      etag: `"${added.etag}"`,
      ...(bucket.versioned ? { 'x-amz-version-id': added.versionId } : {}),
      ...encryptionHeaders(encryption),
      ...(checksum
        ? {
            [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
            'x-amz-checksum-type': 'FULL_OBJECT',
          }
        : {}),
    },
  };
}

/** The content without the framing of a streamed upload, and the headers with what came behind it. */
function decodedBody({ request, body }: S3Operation): { body: Buffer; headers: Record<string, string> } {
  const { headers } = request;
  const hash = headers['x-amz-content-sha256'] ?? '';
  if (!hash.startsWith('STREAMING-')) return { body, headers };
  const length = headers['x-amz-decoded-content-length'];
  if (length === undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  const decoded = decodeAwsChunked(body, Number(length));
  for (const name of (headers['x-amz-trailer'] ?? '').split(',').map((one) => one.trim().toLowerCase())) {
    if (name !== '' && !(name in decoded.trailers))
      throw new AwsError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
        400,
      );
  }
  return { body: decoded.body, headers: { ...headers, ...decoded.trailers } };
}

/** @throws AwsError PreconditionFailed. */
function checkPreconditions({ request, store }: S3Operation): void {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  const current = store.current(request.key);
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw new AwsError('NotImplemented', 'PutObject knows If-None-Match with * only.', 501);
  if (ifMatch !== undefined && !current) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  const fails = (ifNoneMatch === '*' && current) || (ifMatch && ifMatch.replaceAll('"', '') !== current?.etag);
  if (fails)
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
      Condition: ifNoneMatch === undefined ? 'If-Match' : 'If-None-Match',
    });
}

/** The retention that the request asks for, else the bucket's own. */
function retentionOf({ caller, request, bucket }: S3Operation, headers: Record<string, string>): Retention | undefined {
  const mode = headers['x-amz-object-lock-mode'];
  const until = headers['x-amz-object-lock-retain-until-date'];
  const asked = mode !== undefined || until !== undefined;
  if (!bucket.objectLock) {
    if (asked || headers['x-amz-object-lock-legal-hold'])
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400);
    return undefined;
  }
  if (asked) authorise(caller, bucket, 'PutObjectRetention', request.key);
  const retention = asked
    ? parseRetention(mode, until, Date.now())
    : defaultRetention(bucket.defaultRetention, Date.now());
  if (retention && !namesChecksum(headers))
    throw new AwsError(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
      400,
    );
  return retention;
}

function encryptionOf({ caller, request, bucket }: S3Operation): { algorithm: string; kmsKeyArn?: string } {
  const algorithm = request.headers['x-amz-server-side-encryption'] ?? bucket.encryption.algorithm;
  if (!algorithm.startsWith('aws:kms')) return { algorithm };
  const named = request.headers['x-amz-server-side-encryption-aws-kms-key-id'];
  const kmsKeyArn = named === undefined ? bucket.encryption.kmsKeyArn : caller.keys.find(named);
  return { algorithm, kmsKeyArn };
}

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT.test(name)));
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'aws-chunked');
  return {
    'content-type': 'binary/octet-stream',
    ...kept,
    ...(encoding.length > 0 ? { 'content-encoding': encoding.join(', ') } : {}),
  };
}

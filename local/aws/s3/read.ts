import type { ObjectVersion } from '../../s3/object-store.ts';
import { AwsError } from '../service.ts';
import { authoriseKey } from './access.ts';
import { describeVersion, findVersion } from './describe.ts';
import type { S3Request } from './request.ts';
import type { S3Answer, S3Operation } from './service.ts';

/** Parameters of the query that replace a header of the answer. */
const OVERRIDES = ['content-type', 'content-disposition', 'cache-control'];

/** GetObject, whole or one range. */
export function getObject(operation: S3Operation): S3Answer {
  const { version, headers, status, range } = read(operation);
  if (status === 304) return { status, headers };
  const body = operation.store.body(version);
  return { status, headers, body: range ? body.subarray(range.first, range.last + 1) : body };
}

/** HeadObject. */
export function headObject(operation: S3Operation): S3Answer {
  const { version, headers, status, range } = read(operation);
  const length = range ? range.last - range.first + 1 : version.size;
  return { status, headers: { ...headers, 'content-length': String(length) } };
}

type Range = { first: number; last: number };

function read(operation: S3Operation): {
  version: ObjectVersion;
  headers: Record<string, string>;
  status: number;
  range?: Range;
} {
  const { caller, request, bucket } = operation;
  const version = findVersion(operation, 'GetObject');
  const kmsKeyArn = version.encryption?.kmsKeyArn;
  authoriseKey(caller, bucket, { action: 'Decrypt', key: version.key, kmsKeyArn });
  const headers = describeVersion(operation, version);
  for (const name of OVERRIDES) {
    const override = request.query.get(`response-${name}`);
    if (override !== null) headers[name] = override;
  }
  if (isUnchanged(request, version)) return { version, headers, status: 304 };
  const range = rangeOf(request.headers.range, version.size);
  if (range) {
    headers['content-range'] = `bytes ${range.first}-${range.last}/${version.size}`;
    return { version, headers, status: 206, range };
  }
  if (version.checksum && request.headers['x-amz-checksum-mode'] === 'ENABLED') {
    headers[`x-amz-checksum-${version.checksum.algorithm.toLowerCase()}`] = version.checksum.value;
    headers['x-amz-checksum-type'] = 'FULL_OBJECT';
  }
  return { version, headers, status: 200 };
}

/** @throws AwsError PreconditionFailed if `If-Match` names another content. */
function isUnchanged({ headers }: S3Request, { etag }: ObjectVersion): boolean {
  const names = (header: string | undefined) =>
    header?.split(',').some((one) => one.trim() === '*' || one.trim().replaceAll('"', '') === etag);
  if (names(headers['if-match']) === false)
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  return names(headers['if-none-match']) ?? false;
}

/** @throws AwsError InvalidRange. A header that is no single range of bytes is passed over, as HTTP has it. */
function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || first > last)
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, { ActualObjectSize: size });
  return { first, last };
}

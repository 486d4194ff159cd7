import { listKeys } from '../../s3/listing.ts';
import type { ObjectVersion } from '../../s3/object-store.ts';
import { type XmlTree, xmlDocument } from '../../s3/xml.ts';
import { AwsError } from '../service.ts';
import { authorise } from './access.ts';
import type { S3Answer, S3Operation } from './service.ts';

const MAX_KEYS = 1_000;

/** ListObjectsV2: current objects in the order of their keys. */
export function listObjects({ caller, bucket, store, request }: S3Operation): S3Answer {
  const { query } = request;
  authorise(caller, bucket, 'ListBucket');
  if (query.get('list-type') !== '2')
    throw new AwsError('NotImplemented', 'The local cloud offers ListObjectsV2 (list-type=2) only.', 501);
  const token = query.get('continuation-token');
  const { prefix, delimiter, limit } = parametersOf(query);
  const encode = encoderOf(query);
  const existing = store.keys().filter((key) => store.current(key));
  const page = listKeys(existing, {
    prefix,
    delimiter,
    limit,
    after: token === null ? (query.get('start-after') ?? '') : afterOf(token),
  });
  const Contents = page.keys.flatMap((key): XmlTree[] => {
    const version = store.current(key);
    return version ? [entry(version, encode)] : [];
  });
  return {
    status: 200,
    body: xmlDocument('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: query.get('start-after') ?? undefined,
      MaxKeys: limit,
      EncodingType: query.get('encoding-type') ?? undefined,
      KeyCount: Contents.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
      Contents,
      CommonPrefixes: page.commonPrefixes.map((one) => ({ Prefix: encode(one) })),
    }),
  };
}

/** ListObjectVersions: every version and delete marker, newest first under each key. Pages end between keys. */
export function listVersions({ caller, bucket, store, request }: S3Operation): S3Answer {
  const { query } = request;
  authorise(caller, bucket, 'ListBucketVersions');
  const { prefix, delimiter, limit } = parametersOf(query);
  const encode = encoderOf(query);
  const page = listKeys(store.keys(), { prefix, delimiter, limit, after: query.get('key-marker') ?? '' });
  const versions = page.keys.flatMap((key) =>
    store.versions(key).map((version, index) => ({ version, IsLatest: index === 0 })),
  );
  const shown = (markers: boolean): XmlTree[] =>
    versions
      .filter(({ version }) => version.deleteMarker === markers)
      .map(({ version, IsLatest }) => ({ ...entry(version, encode), VersionId: version.versionId, IsLatest }));
  return {
    status: 200,
    body: xmlDocument('ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      MaxKeys: limit,
      IsTruncated: page.next !== undefined,
      KeyMarker: query.get('key-marker') ?? '',
      NextKeyMarker: page.next === undefined ? undefined : encode(page.next),
      Version: shown(false),
      DeleteMarker: shown(true),
      CommonPrefixes: page.commonPrefixes.map((one) => ({ Prefix: encode(one) })),
    }),
  };
}

function entry(version: ObjectVersion, encode: (key: string) => string): XmlTree {
  const { key, modifiedAt, etag, size, deleteMarker, checksum } = version;
  const named = { Key: encode(key), LastModified: modifiedAt };
  if (deleteMarker) return named;
  return { ...named, ETag: `"${etag}"`, ChecksumAlgorithm: checksum?.algorithm, Size: size, StorageClass: 'STANDARD' };
}

function parametersOf(query: URLSearchParams): { prefix: string; delimiter: string; limit: number } {
  const limit = Number(query.get('max-keys') ?? MAX_KEYS);
  if (!Number.isInteger(limit) || limit < 0)
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range', 400);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: Math.min(limit, MAX_KEYS),
  };
}

function encoderOf(query: URLSearchParams): (text: string) => string {
  return query.get('encoding-type') === 'url'
    ? (text) => encodeURIComponent(text).replaceAll('%2F', '/')
    : (text) => text;
}

function afterOf(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}

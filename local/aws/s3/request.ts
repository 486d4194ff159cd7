import type { IncomingHttpHeaders } from 'node:http';
import { type AwsCall, AwsError } from '../service.ts';

/** A parsed request to S3. */
export type S3Request = {
  method: string;
  bucket: string;
  /** Empty for requests about the bucket itself. */
  key: string;
  query: URLSearchParams;
  /** Names in lower case. Of a presigned URL also its `x-amz-…` parameters, which S3 takes for headers. */
  headers: Record<string, string>;
};

/** Names under which S3 is reached with the bucket as part of the host. */
const HOST = /^(.+)\.(?:localhost|s3[.-][\w.-]*amazonaws\.com)$/;

/**
 * Reads path style (`/bucket/key`, which SDKs use for addresses of numbers) and virtual-host style
 * (`bucket.localhost`). The path is taken as it came: keys may hold `..` and doubled slashes.
 */
export function parseS3Request({ method, url, headers }: Pick<AwsCall, 'method' | 'url' | 'headers'>): S3Request {
  const [path = '/', search = ''] = splitOnce(url, '?');
  const query = new URLSearchParams(search);
  const [host = ''] = (headers.host ?? '').split(':');
  const virtual = HOST.exec(host)?.[1];
  const [bucket, key] = virtual ? [virtual, path.slice(1)] : splitOnce(path.slice(1), '/');
  return {
    method,
    bucket: decoded(bucket ?? ''),
    key: decoded(key ?? ''),
    query,
    headers: { ...queryHeaders(query), ...flat(headers) },
  };
}

function queryHeaders(query: URLSearchParams): Record<string, string> {
  const found = [...query].map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return Object.fromEntries(found.filter(([name]) => name.startsWith('x-amz-')));
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  const found = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, [value].flat().join(',')]],
  );
  return Object.fromEntries(found);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as Signature Version 4 sees it. */
export type SignedRequest = {
  method: string;
  /** Path and query as received. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Names of the signed headers in lower case, joined by `;`. */
  signedHeaders: string;
  /** SHA-256 of the body in hex, or the text that stands for it, such as `UNSIGNED-PAYLOAD`. */
  payloadHash: string;
  /** Signing name of the service. S3 alone takes the path as it is. */
  service: string;
};

/** The canonical request ("Create a signed AWS API request", IAM User Guide). */
export function canonicalRequest(request: SignedRequest): string {
  const { method, url, headers, signedHeaders, payloadHash, service } = request;
  const [path = '/', query = ''] = splitOnce(url, '?');
  const lines = signedHeaders.split(';').map((name) => `${name}:${canonicalValue(headers[name])}`);
  return [
    method,
    service === 's3' ? pathOfS3(path) : pathOfOthers(path),
    canonicalQuery(query),
    ...lines,
    '',
    signedHeaders,
    payloadHash,
  ].join('\n');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalValue(value: string | string[] | undefined): string {
  return [value ?? '']
    .flat()
    .map((one) => one.trim().replace(/ +/g, ' '))
    .join(',');
}

/** Each segment is encoded once, whatever its spelling on the wire; empty and dot segments belong to the key. */
function pathOfS3(path: string): string {
  return path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
}

/** The path on the wire without empty and dot segments, each other segment encoded once more. */
function pathOfOthers(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(encode(segment));
  }
  const trailing = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${trailing}`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, av], [b, bv]) => (a === b ? compare(av, bv) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Percent-encoding of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../aws/service.ts';
import type { Identities, Identity } from './identities.ts';

type Signed = {
  method: string /** Path and query as they came. */;
  url: string;
  headers: IncomingHttpHeaders /** Where the URL does not say it. */;
  payloadHash?: string;
};

/** Longest life of a presigned URL (S3 User Guide, "Presigned URLs"). */
const MAX_EXPIRES_SECONDS = 604_800;

/** Whether the signature is part of the URL. */
export function isPresigned(url: string): boolean {
  return url.includes('X-Amz-Signature=');
}

/**
 * Who signed a URL (Signature Version 4, query parameters).
 * @throws AwsError if the URL has expired, or if a signed part was changed.
 */
export function signerOf(
  identities: Identities,
  { method, url, headers, payloadHash = 'UNSIGNED-PAYLOAD' }: Signed,
  now: number,
): Identity {
  const at = url.indexOf('?');
  const path = url.slice(0, at);
  const query = new URLSearchParams(url.slice(at + 1));
  const value = (name: string) => query.get(name) ?? '';
  const [accessKeyId = '', ...scope] = value('X-Amz-Credential').split('/');
  const signer = identities.findSigner(accessKeyId);
  if (!signer)
    throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  if (value('X-Amz-Security-Token') !== signer.credentials.sessionToken)
    throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400);
  const expires = Number(value('X-Amz-Expires'));
  if (!(expires >= 1 && expires <= MAX_EXPIRES_SECONDS))
    throw new AwsError('AuthorizationQueryParametersError', 'X-Amz-Expires must be between 1 and 604800 seconds', 400);
  const signedAt = instant(value('X-Amz-Date'));
  if (!(now < signedAt + expires * 1_000)) throw new AwsError('AccessDenied', 'Request has expired', 403);
  const names = value('X-Amz-SignedHeaders');
  // Otherwise who was given the URL could add to what its signer asked for.
  const added = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !names.split(';').includes(name));
  if (added)
    throw new AwsError(
      'AccessDenied',
      `There were headers present in the request which were not signed: ${added}`,
      403,
    );
  const request = [
    method,
    // Each segment is encoded once; what came is taken apart and put together in the one canonical way.
    path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/'),
    canonicalQuery(query),
    ...names.split(';').map((name) => `${name}:${[headers[name] ?? ''].flat().join(',').trim().replace(/ +/g, ' ')}`),
    '',
    names,
    query.get('X-Amz-Content-Sha256') ?? payloadHash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', value('X-Amz-Date'), scope.join('/'), sha256(request)].join('\n');
  let key: Buffer = Buffer.from(`AWS4${signer.credentials.secretAccessKey}`);
  for (const part of scope) key = hmac(key, part);
  const right = hmac(key, text);
  const given = Buffer.from(value('X-Amz-Signature'), 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  return signer.identity;
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, av], [b, bv]) => (a === b ? compare(av, bv) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Percent-encoding of RFC 3986, as the signature has it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `20261121T090000Z` in milliseconds. */
function instant(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

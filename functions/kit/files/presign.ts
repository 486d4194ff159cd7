import { createHash, createHmac } from 'node:crypto';
import type { Identity } from '../../core/aws/sign.ts';

export interface ToPresign {
  /** Address of the object, with the parameters of the request in its query. */
  readonly url: URL;
  readonly region: string;
  readonly identity: Identity;
  readonly expiresSeconds: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * A presigned GET of S3 (Signature Version 4; S3 API reference, "Authenticating Requests: Using Query Parameters"). It has
 * the rights of the signer, and ends at the latest with the signer's credentials.
 */
export function presignGet({ url, region, identity, expiresSeconds, now }: ToPresign): string {
  const time = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  const query = Object.entries({
    ...Object.fromEntries(url.searchParams),
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresSeconds),
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .sort()
    .join('&');
  // Unlike other services, S3 signs the path as it is sent, encoded once.
  const path = url.pathname
    .split('/')
    .map((part) => percent(decodeURIComponent(part)))
    .join('/');
  const request = ['GET', path, query, `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  return `${url.origin}${path}?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

/** Percent-encoding of RFC 3986, which escapes more characters than `encodeURIComponent`. */
const percent = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

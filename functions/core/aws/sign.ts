import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { ALWAYS_UNSIGNABLE_HEADERS, UNSIGNABLE_PATTERNS } from '@smithy/signature-v4';
import { canonicalPath, canonicalQuery } from './canonical-uri.ts';

export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Unsigned {
  readonly host: string;
  /** Path and query as they go over the wire. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Scope {
  readonly service: string;
  readonly region: string;
}

/** Signs a request with the time `now`, in Unix milliseconds, and returns all headers to send. */
export type Sign = (request: Unsigned, identity: Identity, now: number) => Record<string, string>;

/**
 * AWS Signature Version 4 of POST requests ("AWS Signature Version 4 for API requests", IAM User Guide). The signing key
 * is derived once for each credential and day. Headers that AWS or a proxy may change on the way stay unsigned; their
 * list is the SDK's.
 */
export function signer({ service, region }: Scope): Sign {
  let derived: { of: string; key: KeyObject } | undefined;
  const keyOf = (day: string, { secretAccessKey }: Identity): KeyObject => {
    const of = `${day} ${secretAccessKey}`;
    if (derived?.of !== of) {
      const parts = [day, region, service, 'aws4_request'];
      // A key object is six times as fast as bytes, which Node checks on each use.
      derived = { of, key: createSecretKey(parts.reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`))) };
    }
    return derived.key;
  };
  return ({ host, path, headers, body }, identity, now) => {
    const date = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    const day = date.slice(0, 8);
    const all: Record<string, string> = { ...headers, host, 'x-amz-date': date };
    if (identity.sessionToken) all['x-amz-security-token'] = identity.sessionToken;
    const names = Object.keys(all).filter(isSignable).sort();
    const signed = names.join(';');
    const [route = '/', query = ''] = path.split('?');
    const lines = names.map((name) => `${name}:${all[name]?.trim().replaceAll(/\s+/g, ' ')}\n`).join('');
    const canonical = `POST\n${canonicalPath(route)}\n${canonicalQuery(query)}\n${lines}\n${signed}\n${hash('sha256', body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', keyOf(day, identity)).update(text).digest('hex');
    all.authorization = `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return all;
  };
}

const isSignable = (name: string) =>
  !Object.hasOwn(ALWAYS_UNSIGNABLE_HEADERS, name) && !UNSIGNABLE_PATTERNS.some((pattern) => pattern.test(name));

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

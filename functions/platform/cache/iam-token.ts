import { createHash, createHmac } from 'node:crypto';

export interface TokenFor {
  /** Name of the serverless cache. */
  readonly cache: string;
  /** Id of the cache's user, which is also its name. */
  readonly user: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Unix milliseconds. */
  readonly now: number;
}

const SERVICE = 'elasticache';
/** The longest validity that ElastiCache accepts: 15 minutes. */
const EXPIRES_SECONDS = 900;

/**
 * The password with which a role opens a connection to a serverless cache: a request to connect, signed in its query
 * (Signature Version 4), without the scheme. Made without a request to AWS. The role needs `elasticache:Connect` on the
 * cache and on the user. (ElastiCache User Guide, "Authenticating with IAM".)
 */
export function iamToken({ cache, user, region, credentials, now }: TokenFor): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const time = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const parameters: Record<string, string | undefined> = {
    Action: 'connect',
    ResourceType: 'ServerlessCache',
    User: user,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(EXPIRES_SECONDS),
    'X-Amz-Security-Token': sessionToken,
    'X-Amz-SignedHeaders': 'host',
  };
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${percent(name)}=${percent(value)}`]))
    .sort()
    .join('&');
  const request = ['GET', '/', query, `host:${cache}\n`, 'host', sha256('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [day, region, SERVICE, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretAccessKey}`,
  );
  return `${cache}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

/** Percent-encoding of RFC 3986, which Signature Version 4 requires: it escapes more than encodeURIComponent. */
const percent = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

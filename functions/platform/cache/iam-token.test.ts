import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { iamToken, type TokenFor } from './iam-token.ts';

/** The hash that the SDK's signer asks for, from Node. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | Uint8Array) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

const asked: TokenFor = {
  cache: 'manifold-dev',
  user: 'manifold-dev-front',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAINVENTED', secretAccessKey: 'invented', sessionToken: 'a/token+with=signs~*' },
  now: Date.UTC(2026, 10, 21, 9, 30, 15),
};

/** The same token from the signer of the AWS SDK. */
async function tokenOfSdk({ cache, user, region, credentials, now }: TokenFor): Promise<string> {
  const signer = new SignatureV4({
    service: 'elasticache',
    region,
    credentials,
    sha256: Sha256 as unknown as ConstructorParameters<typeof SignatureV4>[0]['sha256'],
  });
  const query = { Action: 'connect', User: user, ResourceType: 'ServerlessCache' };
  const request = { method: 'GET', protocol: 'https:', hostname: cache, path: '/', query, headers: { host: cache } };
  const signed = await signer.presign(request, { expiresIn: 900, signingDate: new Date(now) });
  const parts = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return `${cache}/?${parts.join('&')}`;
}

const partsOf = (token: string) => Object.fromEntries([...new URL(`https://${token}`).searchParams]);

describe('the token that opens a cache', () => {
  it.each<[string, Partial<TokenFor>]>([
    ['a role', {}],
    ['a user without a session', { credentials: { accessKeyId: 'AKIAINVENTED', secretAccessKey: 'invented' } }],
  ])('is the one that the AWS SDK makes for %s', async (_, changes) => {
    const wanted = { ...asked, ...changes };
    expect(partsOf(iamToken(wanted))).toEqual(partsOf(await tokenOfSdk(wanted)));
  });

  it('names the cache and has no scheme', () => {
    expect(iamToken(asked)).toMatch(
      /^manifold-dev\/\?Action=connect&ResourceType=ServerlessCache&User=manifold-dev-front&/,
    );
  });
});

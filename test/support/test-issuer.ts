import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { Issuer } from '../../schemas/issuer.ts';

/** An authorization server on loopback with the parts that a resource server uses: metadata, keys and signed tokens. */
export interface TestIssuer {
  url: string;
  /** The setting of a stage that trusts the issuer; tests change parts of it. */
  setting: Issuer;
  /** The published public key, for attacks that abuse it. */
  publicJwk: JWK;
  /** Requests for each path so far. */
  asked: Record<string, number>;
  /** Signs a valid access token with changed claims; `undefined` removes a claim. */
  sign(claims?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Makes a new key and publishes it with the old ones. */
  rotate(): Promise<void>;
  /** Replaces the fields that were added to the metadata. */
  publish(metadata: Record<string, unknown>): void;
  /** Makes the issuer answer 503, or work again. */
  fail(failing: boolean): void;
  stop(): Promise<void>;
}

/** An issuer that the stage trusts and that never answers. */
export const SILENT_ISSUER = 'http://127.0.0.1:9';

export const AUDIENCE = 'https://mcp.example.test/mcp';

type Key = { kid: string; privateKey: CryptoKey; publicJwk: JWK };

export async function startTestIssuer(algorithm: 'RS256' | 'ES256' = 'RS256'): Promise<TestIssuer> {
  const keys: Key[] = [await newKey(algorithm, 'key-1')];
  const asked: Record<string, number> = {};
  let failing = false;
  let published: Record<string, unknown> = {};
  let url = '';
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked[path] = (asked[path] ?? 0) + 1;
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys`, ...published },
      '/keys': { keys: keys.map(({ publicJwk }) => publicJwk) },
    };
    if (failing || !(path in documents)) return response.writeHead(failing ? 503 : 404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(documents[path]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const newest = () => keys.at(-1) as Key;

  return {
    url,
    asked,
    publicJwk: newest().publicJwk,
    setting: {
      name: 'test-issuer',
      issuer: url,
      audiences: [AUDIENCE],
      algorithms: [algorithm],
      tenant: { claim: 'tenant' },
      rolesClaim: 'roles',
      highestRole: 'admin',
      scopesClaim: 'scope',
      tier: { claim: 'tier', fallback: 'free' },
      facade: 'auto',
      resourcePerBundle: true,
    },
    sign(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const { kid, privateKey } = newest();
      const payload = {
        iss: url,
        sub: 'ada',
        aud: AUDIENCE,
        iat: now,
        exp: now + 600,
        jti: 'token-1',
        tenant: 'acme',
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid, ...header })
        .sign(privateKey);
    },
    async rotate() {
      keys.push(await newKey(algorithm, `key-${keys.length + 1}`));
    },
    publish(metadata) {
      published = metadata;
    },
    fail(value) {
      failing = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function newKey(algorithm: string, kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { EMPTY_CATALOGUE } from '../../test/support/empty-catalogue.ts';
import { testServices } from '../../test/support/guarded-call.ts';
import { frontApp } from './app.ts';

const HOST = 'mcp.example.com';
const ORIGIN = 'https://app.example.com';
const ASKED = 'authorization, content-type, mcp-protocol-version, mcp-method';

/** Asks front as API Gateway does for a streamed answer, and reads the answer as API Gateway reads it. */
async function ask(httpMethod: string, path: string, headers: Record<string, string> = {}) {
  const app = frontApp(
    testServices({
      subscriptionStreams: 1,
      epochs: async () => EMPTY_CATALOGUE.epochs,
      state: {} as never,
      oauth: { issuers: [], scopes: [], publicUrl: `https://${HOST}` },
    }),
    { hosts: [HOST], origins: [ORIGIN] },
  );
  const given = { host: HOST, ...headers };
  const event = {
    httpMethod,
    path,
    resource: path,
    headers: given,
    multiValueHeaders: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', domainName: HOST, httpMethod, path, identity: { sourceIp: '192.0.2.7' } },
  };
  const chunks: Buffer[] = [];
  const stream = Object.assign(
    new Writable({
      write(chunk, _, done) {
        chunks.push(Buffer.from(chunk));
        done();
      },
    }),
    { setContentType: () => undefined, _onBeforeFirstWrite: undefined as ((write: Write) => void) | undefined },
  );
  const ended = new Promise((resolve) => stream.on('finish', resolve));
  await app.resolveStream(event, {} as Context, { responseStream: stream as never });
  await ended;
  const prelude: string[] = [];
  stream._onBeforeFirstWrite?.((part) => prelude.push(String(part)));
  const { statusCode, headers: sent } = JSON.parse(prelude[0] ?? '{}') as Prelude;
  return { status: statusCode, headers: sent, text: Buffer.concat(chunks).toString() };
}
type Write = (part: string | Uint8Array) => void;
type Prelude = { statusCode: number; headers: Record<string, string> };

describe('a streamed answer', () => {
  it('to a preflight names every header that the page may send', async () => {
    const { status, headers } = await ask('OPTIONS', '/mcp', {
      origin: ORIGIN,
      'access-control-request-headers': ASKED,
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-headers': ASKED,
      'access-control-expose-headers': expect.stringContaining('www-authenticate'),
    });
  });

  it.each(['/mcp', '/.well-known/jwks.json', '/oauth/cognito/register', '/api/v1/auth/token'])(
    'to a preflight of a foreign origin for %s permits nothing',
    async (path) => {
      const { status, headers } = await ask('OPTIONS', path, { origin: 'https://evil.example' });
      expect(status).toBe(403);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])(
    'to %s on a path of the protocol is a 405 without an id that pages may read',
    async (method) => {
      for (const path of ['/mcp', '/mcp/public', '/mcp/b/kyc']) {
        const { status, headers, text } = await ask(method, path, { origin: ORIGIN });
        expect([path, status]).toEqual([path, 405]);
        expect(headers).toMatchObject({ allow: 'POST', 'access-control-allow-origin': ORIGIN });
        expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', error: { code: -32600, message: expect.any(String) } });
      }
    },
  );

  it.each(['/oauth/nobody/register', '/.well-known/nothing', '/.well-known/oauth-protected-resource/elsewhere'])(
    'to the unknown path %s has the shape of the catalogue',
    async (path) => {
      const { status, text } = await ask('GET', path);
      expect(status).toBe(404);
      expect(JSON.parse(text)).toMatchObject({
        error: { code: 'E2001', correlationId: 'request-1', retryable: false },
      });
    },
  );
});

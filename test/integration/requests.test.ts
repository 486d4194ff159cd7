import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { answerOf, legacy, modern, post } from './support/endpoint.ts';

describe('a request at the door of the endpoint', () => {
  it.each([
    ['without a key', null, ''],
    ['with a malformed key', 'not-a-key', 'error="invalid_token", '],
    ['with a well-formed key that does not exist', `mf_AAAAAAAAAAAA_${'A'.repeat(43)}`, 'error="invalid_token", '],
  ])('is refused %s with 401 and the address of the metadata', async (_case, key, error) => {
    const response = await modern('tools/list', {}, { key });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('www-authenticate')).toMatch(
      new RegExp(
        `^Bearer ${error}resource_metadata="https?://[^"]+/\\.well-known/oauth-protected-resource", scope="[^"]+"$`,
      ),
    );
    expect(await response.json()).toMatchObject({ error: { code: 'E1001', retryable: false } });
  });

  it('without a credential finds the metadata at the address in the challenge', async () => {
    const response = await fetch(`${endpoints().apiUrl}/.well-known/oauth-protected-resource`);
    expect(await response.json()).toMatchObject({ resource: expect.stringMatching(/\/mcp$/) });
  });

  it.each([
    ['a host that is not ours', { host: 'evil.example.com' }],
    ['an origin that is not ours', { origin: 'https://evil.example.com' }],
  ])('is refused with 403 if it has %s', async (_case, headers) => {
    expect(await statusWith(headers)).toBe(403);
  });

  it('is accepted from a page on this machine', async () => {
    expect(await statusWith({ origin: 'http://localhost:5173' })).toBe(200);
  });
});

describe('a request that is not a protocol message', () => {
  it.each(['GET', 'DELETE', 'PUT', 'PATCH', 'HEAD'])(
    'is answered with 405 and the methods that are served if its method is %s',
    async (method) => {
      const response = await fetch(endpoints().mcpUrl, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toMatch(/\bPOST\b/);
    },
  );

  it('is answered with a body of the catalogue if its path is unknown', async () => {
    for (const path of ['/nothing', '/.well-known/nothing', '/oauth/nobody']) {
      const response = await fetch(`${endpoints().apiUrl}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toMatchObject({ error: { code: 'E2001', correlationId: expect.any(String) } });
    }
  });

  it('is answered with 202 without a content type if it is a notification', async () => {
    for (const ask of [legacy, modern]) {
      const response = await ask('notifications/cancelled', { requestId: 'none' }, { id: null });
      expect([response.status, response.headers.get('content-type')]).toEqual([202, null]);
    }
  });

  it('is answered with 415 without an id if its type is not JSON', async () => {
    const response = await modern('tools/list', {}, { headers: { 'content-type': 'text/plain' } });
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({ jsonrpc: '2.0', error: { code: -32600, message: expect.any(String) } });
  });

  it('is answered with 413 if its body is over 1 MB', async () => {
    const response = await post(JSON.stringify({ padding: 'x'.repeat(1024 * 1024) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'E2006' } } });
  });

  it('is answered with a parse error if its body is not JSON', async () => {
    const response = await post('{"jsonrpc": "2.0",');
    expect(response.status).toBe(400);
    const body = await response.json();
    expect(body).toMatchObject({ error: { code: -32700 } });
    expect(body).not.toHaveProperty('id');
  });
});

describe('a request that its revision does not allow', () => {
  it.each([
    ['a method header that names another method', { 'mcp-method': 'prompts/list' }],
    ['a revision header that the body does not repeat', { 'mcp-protocol-version': '2025-11-25' }],
  ])('is refused under 2026-07-28 as a header mismatch: %s', async (_case, headers) => {
    const response = await modern('tools/list', {}, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ id: 1, error: { code: -32020 } });
  });

  it('is refused under 2026-07-28 as a header mismatch if a parameter header contradicts its argument', async () => {
    const params = { name: 'test_x_mcp_header', arguments: { region: 'eu' } };
    const [right, wrong] = await Promise.all(
      ['eu', 'us'].map((region) => modern('tools/call', params, { headers: { 'mcp-param-region': region } })),
    );
    expect([right?.status, wrong?.status]).toEqual([200, 400]);
    expect(await wrong?.json()).toMatchObject({ id: 1, error: { code: -32020 } });
  });

  it('is answered under 2026-07-28 with 404 if its method is unknown', async () => {
    const response = await modern('tools/dance');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ id: 1, error: { code: -32601 } });
  });

  it('is answered under 2025-11-25 with a JSON-RPC error if its method is unknown', async () => {
    expect(await answerOf(legacy('tools/dance'))).toMatchObject({ id: 1, error: { code: -32601 } });
  });

  it('is refused with the supported revisions if its revision is unknown', async () => {
    const response = await modern(
      'tools/list',
      {},
      {
        headers: { 'mcp-protocol-version': '2030-01-01' },
        meta: { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' },
      },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: -32022, data: { supported: expect.arrayContaining(['2026-07-28']) } },
    });
  });
});

describe('a client', () => {
  it.each(['*/*', 'application/json', 'text/event-stream'])('of 2025 that accepts %s is served', async (accept) => {
    const response = await legacy('tools/list', {}, { headers: { accept } });
    expect(response.status).toBe(200);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    expect(isStream).toBe(accept === 'text/event-stream');
    expect(await answerOf(Promise.resolve(response))).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });
  });

  it('that reads an unknown resource gets the code of its revision', async () => {
    const codes = [legacy, modern].map(async (ask) => {
      return (await answerOf(ask('resources/read', { uri: 'nothing://here' }))).error.code;
    });
    expect(await Promise.all(codes)).toEqual([-32002, -32602]);
  });
});

/** Status of tools/list with headers that `fetch` does not let a program set. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  const { mcpUrl, devKey } = endpoints();
  return new Promise((resolve, reject) => {
    const sent = request(mcpUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${devKey}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }));
  });
}

import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { answerOf, legacy, modern, post } from './support/endpoint.ts';

describe('a request at the door of the endpoint', () => {
  it.each([
    ['without a key', null],
    ['with a malformed key', 'not-a-key'],
    ['with a well-formed key that does not exist', `mf_AAAAAAAAAAAA_${'A'.repeat(43)}`],
  ])('is refused %s with 401 and the address of the metadata', async (_case, key) => {
    const response = await modern('tools/list', {}, { key });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer resource_metadata="https?:\/\/[^"]+\/\.well-known\/oauth-protected-resource", scope="[^"]+"$/,
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
  it.each(['GET', 'DELETE'])(
    'is answered with 405 and the methods that are served if its method is %s',
    async (method) => {
      const response = await fetch(endpoints().mcpUrl, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toMatch(/\bPOST\b/);
    },
  );

  it('is answered with 413 if its body is over 1 MB', async () => {
    const response = await post(JSON.stringify({ padding: 'x'.repeat(1024 * 1024) }));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'E2006' } } });
  });

  it('is answered with a parse error if its body is not JSON', async () => {
    const response = await post('{"jsonrpc": "2.0",');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ id: null, error: { code: -32700 } });
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

import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../../cloud/endpoints.ts';
import { newKey } from '../../integration/support/control.ts';

const BODY = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

/** Sends a path unchanged; `fetch` would resolve its dots. */
function send(path: string, headers: Record<string, string> = {}, method = 'POST') {
  const { apiUrl } = endpoints();
  const { hostname, port } = new URL(apiUrl);
  const sent = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers: sent }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    outgoing.on('error', reject).end(method === 'POST' ? BODY : undefined);
  });
}

describe('a path that the gateway and the router read differently', () => {
  it.each(['/mcp/b/%2e%2e', '/mcp/b/.%2E', '/mcp/b/%2e'])('opens no other endpoint: %s', async (path) => {
    const key = await newKey({ scopes: ['tools:list'] });
    const { status, text } = await send(path, { authorization: `Bearer ${key}` });
    expect([status, text.includes('"tools"')]).toEqual([404, false]);
  });

  it.each(['/oauth/cognito/%2e%2e/%2e%2e/mcp', '/oauth/cognito/%2e%2e/%2e%2e/mcp/public'])(
    'opens no endpoint by a route without a credential: %s',
    async (path) => {
      const { status, text } = await send(path);
      expect([status, /jsonrpc|"tools"/.test(text)]).toEqual([404, false]);
    },
  );
});

describe('a scheme that a client invents', () => {
  it.each(['https', 'x', 'javascript:', 'http://elsewhere.example/?', ''])(
    'causes no internal error: %j',
    async (scheme) => {
      const headers = { 'x-forwarded-proto': scheme };
      for (const path of ['/mcp/public', '/api/v1/auth/token', '/api/v1/admin/keys']) {
        expect((await send(path, headers)).status).toBeLessThan(500);
      }
      expect((await send('/health', headers, 'GET')).status).toBe(200);
    },
  );
});

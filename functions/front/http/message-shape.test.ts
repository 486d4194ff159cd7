import { describe, expect, it } from '@jest/globals';
import { refuseMalformed } from './message-shape.ts';

const refused = async (message: unknown, headers = {}) => {
  const response = refuseMalformed(message, new Headers(headers));
  return response && { status: response.status, body: await response.json() };
};
const message = (method: string, params?: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });

describe('a message that is not JSON-RPC', () => {
  it.each([
    [null],
    [5],
    ['tools/list'],
    [{}],
    [{ jsonrpc: '1.0', method: 'ping' }],
    [{ jsonrpc: '2.0', id: {}, method: 'ping' }],
    [{ jsonrpc: '2.0', id: null, method: 'ping' }],
    [{ jsonrpc: '2.0', method: 5 }],
  ])('is refused as an invalid request without an id: %j', async (given) => {
    const error = { code: -32600, message: expect.stringMatching(/^Invalid request: .*\.$/) };
    expect(await refused(given)).toEqual({ status: 400, body: { jsonrpc: '2.0', error } });
  });

  it('keeps its id if that can be read', async () => {
    expect(await refused({ id: 'a', method: 'ping' })).toMatchObject({ status: 400, body: { id: 'a' } });
  });

  it('is left to the protocol server if it answers a request', async () => {
    expect(await refused({ jsonrpc: '2.0', id: 1, result: {} })).toBeUndefined();
  });
});

describe('a request without an id', () => {
  it.each(['tools/call', 'tools/list', 'initialize'])('is refused if its method is %s', async (method) => {
    const { id: _, ...given } = message(method, { name: 'pay' });
    expect(await refused(given)).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
  });

  it('is served if it is a notification', async () => {
    expect(await refused({ jsonrpc: '2.0', method: 'notifications/cancelled' })).toBeUndefined();
  });
});

describe('an unknown revision in the header', () => {
  const headers = { 'mcp-protocol-version': '2030-01-01' };

  it('is refused with the supported revisions', async () => {
    expect(await refused(message('tools/list'), headers)).toEqual({
      status: 400,
      body: {
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: -32022,
          message: 'Unsupported protocol version: 2030-01-01',
          data: { supported: expect.arrayContaining(['2026-07-28', '2025-11-25']), requested: '2030-01-01' },
        },
      },
    });
  });

  it('is negotiated by initialize', async () => {
    const params = { protocolVersion: '2030-01-01', capabilities: {}, clientInfo: { name: 'a', version: '1' } };
    expect(await refused(message('initialize', params), headers)).toBeUndefined();
  });
});

describe('the check of parameters', () => {
  it.each([
    ['tools/list', { cursor: 5 }, '"params.cursor" has to be a string.'],
    ['prompts/list', { cursor: null }, '"params.cursor" has to be a string.'],
    ['tools/list', [], '"params" has to be an object.'],
    ['tools/call', {}, '"params.name" has to be a string.'],
    ['tools/call', { name: 'pay', arguments: [] }, '"params.arguments" has to be an object.'],
    ['resources/read', { uri: {} }, '"params.uri" has to be a string.'],
    ['prompts/get', { name: 'a', arguments: { b: 1 } }, '"params.arguments.b" has to be a string.'],
    ['completion/complete', {}, '"params.ref" has to be an object.'],
    [
      'completion/complete',
      { ref: { type: 'ref/tool' }, argument: { name: 'a', value: 'b' } },
      '"params.ref.type" has to be "ref/prompt" or "ref/resource".',
    ],
    [
      'logging/setLevel',
      { level: 'loud' },
      '"params.level" has to be one of debug, info, notice, warning, error, critical, alert, emergency.',
    ],
  ])(
    'refuses in %s a value of the wrong type with a sentence that names the field: %j',
    async (method, params, text) => {
      const body = { jsonrpc: '2.0', id: 1, error: { code: -32602, message: text } };
      expect(await refused(message(method, params))).toEqual({ status: 200, body });
    },
  );

  it.each([
    ['tools/list', undefined],
    ['tools/list', { cursor: 'a' }],
    ['tools/call', { name: 'pay', arguments: { amount: null }, _meta: { progressToken: 1 } }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'a' }, argument: { name: 'b', value: '' } }],
  ])('accepts in %s the parameters %j', async (method, params) => {
    expect(await refused(message(method, params))).toBeUndefined();
  });

  it.each(['logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'])(
    'leaves %s to the protocol server in 2026-07-28, which does not have it',
    async (method) => {
      const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
      expect(await refused(message(method, { _meta }))).toBeUndefined();
    },
  );
});

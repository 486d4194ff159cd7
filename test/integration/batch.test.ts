import { describe, expect, it } from '@jest/globals';
import { newKey } from './support/control.ts';
import { post, type RequestOptions } from './support/endpoint.ts';

const call = (id: number, name: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});
const send = (messages: unknown[], options: RequestOptions = {}) => post(JSON.stringify(messages), options);

describe('a JSON-RPC batch of a client of 2025-03-26', () => {
  it('is answered in order, and each message is guarded on its own', async () => {
    const key = await newKey({ id: 'test:batch', roles: ['user'], scopes: ['kyc:read'] });
    const response = await send([call(1, 'tiny_01'), call(2, 'verify_bank_account_penny_drop'), call(3, 'tiny_02')], {
      key,
    });
    expect(await response.json()).toEqual([
      expect.objectContaining({ id: 1, result: expect.objectContaining({ structuredContent: { index: 1 } }) }),
      expect.objectContaining({
        id: 2,
        result: expect.objectContaining({
          _meta: expect.objectContaining({ 'manifold/error': expect.objectContaining({ code: 'E1004' }) }),
        }),
      }),
      expect.objectContaining({ id: 3, result: expect.objectContaining({ structuredContent: { index: 2 } }) }),
    ]);
  });

  it('is refused under later revisions, and if it has more than ten messages', async () => {
    const later = await send([call(1, 'tiny_01')], { headers: { 'mcp-protocol-version': '2025-11-25' } });
    expect(later.status).toBe(400);
    const many = await send(Array.from({ length: 11 }, (_, id) => call(id, 'tiny_01')));
    expect(await many.json()).toMatchObject({ error: { data: { code: 'E2001' } } });
  });
});

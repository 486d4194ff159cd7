import { describe, expect, it } from '@jest/globals';
import { acceptingBoth, asJson, mayStream } from './answer-form.ts';
import { corrected } from './json-rpc-errors.ts';

const request = (accept?: string) =>
  new Request('https://mcp.example.com/mcp', { method: 'POST', headers: accept === undefined ? {} : { accept } });

describe('a client', () => {
  it.each([
    ['application/json, text/event-stream', true],
    ['text/event-stream', true],
    ['application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('that accepts %s may get a stream: %s', (accept, expected) => {
    expect(mayStream(request(accept), 'tools/call')).toBe(expected);
    expect(mayStream(request(accept), undefined)).toBe(expected);
    expect(acceptingBoth(request(accept)).headers.get('accept')).toBe('application/json, text/event-stream');
  });

  it('that accepts both gets a list as JSON, and one that reads streams alone gets it as a stream', () => {
    for (const method of ['tools/list', 'resources/templates/list', 'tasks/list']) {
      expect(mayStream(request('application/json, text/event-stream'), method)).toBe(false);
      expect(mayStream(request('text/event-stream'), method)).toBe(true);
    }
  });

  it('that reads JSON alone gets the last message of a stream', async () => {
    const text = ': keep-alive\n\nevent: message\ndata: {"method":"progress"}\n\nevent: message\ndata: {"id":1}\n\n';
    const answer = await asJson(new Response(text, { headers: { 'content-type': 'text/event-stream' } }));
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ id: 1 });
  });
});

describe('an error of the protocol server for a whole request', () => {
  const error = (code: number) => ({ jsonrpc: '2.0', error: { code, message: 'a' }, id: null });

  it.each([
    [-32000, -32600],
    [-32019, -32600],
    [-32020, -32020],
    [-32700, -32700],
  ])('is passed on without a null id, and its code %d becomes %d', async (given, expected) => {
    const response = await corrected(Response.json(error(given), { status: 415, headers: { 'x-kept': '1' } }));
    expect([response.status, response.headers.get('x-kept')]).toEqual([415, '1']);
    expect(await response.json()).toEqual({ jsonrpc: '2.0', error: { code: expected, message: 'a' } });
  });
});

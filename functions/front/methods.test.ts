import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AuditEvent } from '../../schemas/audit-event.ts';
import { testRequest, testServices } from '../../test/support/guarded-call.ts';
import type { GatewayRequest } from './http/mcp-endpoint.ts';
import { serveMcp } from './http/mcp-endpoint.ts';
import { recordMessage } from './http/record-message.ts';
import { type Era, serverFor } from './mcp/server.ts';
import { METHODS, type Method, type MethodName, methodOf } from './methods.ts';

const names = Object.keys(METHODS) as MethodName[];
const rows = Object.entries<Method>(METHODS) as [MethodName, Method][];

/** Lines that were written to the standard output. */
function outputLines(): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  return lines;
}
afterEach(() => {
  jest.restoreAllMocks();
});

function gatewayRequest(body: unknown): GatewayRequest {
  const host = 'api.invalid';
  return {
    req: new Request(`https://${host}/mcp`, { method: 'POST', headers: { host } }),
    event: {
      body: JSON.stringify(body),
      isBase64Encoded: false,
      multiValueHeaders: { Host: [host] },
      requestContext: { requestId: 'request-1', domainName: host, identity: { sourceIp: '192.0.2.7' } },
    },
    context: { getRemainingTimeInMillis: () => 30_000 },
    endpoint: { kind: 'all' },
  };
}

describe('the server', () => {
  /** Methods that a server answers; the SDK keeps its handlers in a private field. */
  function handled(era: Era, method: MethodName): string[] {
    const server = serverFor(era, testRequest(), testServices({ version: '1.0.0', listOutputSchemas: false }), method);
    return [...(Reflect.get(server, '_requestHandlers') as Map<string, unknown>).keys()];
  }
  const eras: Era[] = ['modern', 'legacy'];
  // Streams are served around the server, and the SDK's HTTP handler adds the answer to server/discover to it.
  const requests = rows.filter(
    ([name, { kind, servedBy }]) => kind === 'request' && servedBy !== 'streams' && name !== 'server/discover',
  );

  it.each(requests)('answers %s in the revisions that have it', (name, { servedBy, eras: has }) => {
    for (const era of eras) {
      const expected = servedBy === 'sdk' || has === 'all' || has === era;
      expect([era, handled(era, name).includes(name)]).toEqual([era, expected]);
    }
  });

  it.each(names)('handles only methods of the table for a message %s', (name) => {
    for (const era of eras) expect(handled(era, name).filter((method) => !names.some((n) => n === method))).toEqual([]);
  });
});

describe('metrics and traces', () => {
  const record = (method: string, response: Response) =>
    recordMessage(gatewayRequest({}), { jsonrpc: '2.0', id: 1, method }, async () => response);
  const spanNames = (lines: string[]) => lines.map((line) => JSON.parse(line).spans[0].name);

  it.each(names)('name %s', async (name) => {
    const lines = outputLines();
    await record(name, Response.json({}));
    expect(spanNames(lines)).toEqual([name]);
  });

  it('keep nothing of the name of an unlisted method', async () => {
    const lines = outputLines();
    await record('Invented Person', Response.json({}));
    expect(spanNames(lines)).toEqual(['unknown method']);
    expect(lines.join()).not.toContain('Invented');
  });

  it.each(rows)('of a stream that answers %s end with the stream if the table says so', async (name, { streams }) => {
    const lines = outputLines();
    const stream = new Response('event: message\n\n', { headers: { 'content-type': 'text/event-stream' } });
    const response = await record(name, stream);
    expect(lines).toHaveLength(streams ? 0 : 1);
    await response.text();
    expect(lines).toHaveLength(1);
  });
});

describe('audit', () => {
  it('has an operation for each audited method, and for no other method of the table', () => {
    const operations: readonly string[] = AuditEvent.shape.operation.options;
    const audited = rows.filter(([, method]) => method.audited).map(([name]) => name);
    expect(names.filter((name) => operations.includes(name))).toEqual(audited);
  });
});

describe('a body', () => {
  const serve = (body: string, isBase64Encoded = false) =>
    serveMcp(
      {
        services: testServices({ refused: async () => undefined, showTraces: false }),
        allowed: { hosts: [], origins: [] },
        mcp: { fetch: () => Promise.reject(new Error('Nothing may be done with the message.')) },
        subscriptions: { serve: () => Promise.reject(new Error('Nothing may be done with the message.')) },
      },
      { ...gatewayRequest({}), event: { ...gatewayRequest({}).event, body, isBase64Encoded } },
    );
  const message = (text: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${text}"}}`;

  it.each([
    ['bytes that are not UTF-8, as API Gateway passes them on', message('a\ufffdb'), false],
    ['bytes that are not UTF-8, in Base64', Buffer.from(message('a\xff'), 'latin1').toString('base64'), true],
    ['the null character', message('a\\u0000'), false],
  ])('is refused if it holds %s', async (_case, body, encoded) => {
    outputLines();
    const response = await serve(body, encoded);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      error: { code: -32600, message: expect.any(String), data: expect.objectContaining({ code: 'E2001' }) },
    });
  });

  it('is not refused for a backslash before u0000', async () => {
    outputLines();
    const response = await serve('{"jsonrpc":"2.0","id":1,"method":"tools/dance","params":{"text":"\\\\u0000"}}');
    expect(await response.json()).toMatchObject({ id: 1, error: { code: -32601 } });
  });
});

describe('a message with a method that the table does not list', () => {
  const unused = () => {
    throw new Error('Nothing may be done with the message.');
  };
  const serve = (message: unknown) =>
    serveMcp(
      {
        services: testServices(),
        allowed: { hosts: [], origins: [] },
        mcp: { fetch: unused },
        subscriptions: { serve: unused },
      },
      gatewayRequest(message),
    );

  it.each([
    ['404 in revision 2026-07-28', { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }, 404],
    ['200 in older revisions', {}, 200],
  ])('is refused with -32601 and HTTP %s before any service is used', async (_case, _meta, status) => {
    outputLines();
    const response = await serve({ jsonrpc: '2.0', id: 7, method: 'tools/dance', params: { _meta } });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32601, message: 'Method not found' },
    });
  });

  it.each(['constructor', '__proto__', 'toString', ''])('is refused also if the method is %j', async (method) => {
    outputLines();
    expect(await (await serve({ jsonrpc: '2.0', id: 7, method })).json()).toMatchObject({ error: { code: -32601 } });
    expect(methodOf({ method })).toBeUndefined();
  });

  it('is dropped without an answer if it is a notification', async () => {
    outputLines();
    const response = await serve({ jsonrpc: '2.0', method: 'notifications/dance' });
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
  });
});

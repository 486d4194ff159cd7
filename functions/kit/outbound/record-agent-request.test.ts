import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { egressRule } from '../../core/egress/egress-rule.ts';
import { Recording } from '../../core/tracing/recording.ts';
import { traceContextIn } from '../../core/tracing/trace-context.ts';
import { egressAgents } from './egress-agents.ts';

let server: Server;
let host: string;
let seen: IncomingHttpHeaders[];
let written: string[];
beforeEach(async () => {
  [seen, written] = [[], []];
  server = createServer((incoming, response) => {
    seen.push(incoming.headers);
    if (incoming.url === '/drop') incoming.socket.destroy();
    else response.writeHead(incoming.url === '/down' ? 503 : 200).end('answer');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** What is written of a call in which an SDK makes one request. */
async function callWith(path: string) {
  const { http } = egressAgents(egressRule(['setting:BASE'], { BASE: `http://${host}` }));
  const parent = traceContextIn({ traceparent: `00-${TRACE}-b7ad6b7169203331-01` });
  const recording = new Recording({ name: 'tool', correlationId: 'c', parent });
  await recording.run(
    () =>
      new Promise<void>((resolve) => {
        const sent = request(`http://${host}${path}`, { agent: http, method: 'POST', headers: { 'x-own': 'kept' } });
        sent.once('response', (response) => response.resume().once('end', resolve));
        sent.once('error', () => resolve());
        sent.end('body');
      }),
  );
  recording.end();
  http.destroy();
  return JSON.parse(written.join(''));
}

it('records a span for a request of an SDK, and sends the trace to the provider', async () => {
  const line = await callWith('/secret-path');
  const [root, span] = line.spans;
  expect(line).toMatchObject({ ProviderCalls: 1, ProviderLatencyMs: expect.any(Number) });
  expect(line).not.toHaveProperty('ProviderErrors');
  expect(span).toMatchObject({ name: `POST ${host}`, parent: root.id, outcome: 'ok', facts: { status: 200 } });
  expect(seen).toEqual([expect.objectContaining({ traceparent: `00-${TRACE}-${span.id}-01`, 'x-own': 'kept' })]);
  expect(JSON.stringify(line)).not.toContain('secret-path');
});

it.each([
  ['/down', { outcome: 'ok', facts: { status: 503 } }],
  ['/drop', { outcome: 'ECONNRESET' }],
])('counts a request to %s as an error of the provider', async (path, span) => {
  const line = await callWith(path);
  expect(line).toMatchObject({ ProviderCalls: 1, ProviderErrors: 1 });
  expect(line.spans[1]).toMatchObject(span);
});

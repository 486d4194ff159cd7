import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WireRecord } from './published-contract.ts';

/** A proxy on loopback that records requests and answers, for clients with a transport of their own. */
export async function recordWire(target: string) {
  const records: WireRecord[] = [];
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const { method = 'GET', url: path = '/' } = request;
    const headers = Object.entries(request.headersDistinct)
      .filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
      .map(([name, values]): [string, string] => [name, (values ?? []).join(', ')]);
    const answer = await fetch(new URL(path, target), { method, headers, body: sent || undefined });
    const received = await answer.text();
    records.push({
      method,
      url: new URL(path, target),
      body: sent === '' ? undefined : JSON.parse(sent),
      answer: { status: answer.status, text: received },
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(received);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Records since the last call. */
    taken: (): WireRecord[] => records.splice(0),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

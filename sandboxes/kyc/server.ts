import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RawRequest, type Reply, StandInProvider } from './provider.ts';

const MAX_BODY = 1_000_000;

export interface RunningSandbox {
  /** Where it listens, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

/** Starts the stand-in provider on loopback; port 0 takes any free one. */
export async function startServer({
  port = 0,
  log,
}: {
  port?: number;
  log(line: string): void;
}): Promise<RunningSandbox> {
  const provider = new StandInProvider();
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    serve(provider, request, response, stopping.signal).then(
      (line) => line && log(line),
      () => response.destroy(),
    );
  });
  await listen(server, port);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop: () => {
      stopping.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function serve(
  provider: StandInProvider,
  incoming: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const request = await readRequest(incoming);
  const { method, url } = request;
  const reply = provider.handle(request);
  const dropped = reply.fault?.kind === 'drop' || reply.fault?.kind === 'cut';
  const status = dropped ? 0 : reply.answer.status;
  if (url.pathname.startsWith('/__')) {
    send(response, reply);
    return undefined;
  }
  provider.transcript.add({
    method,
    path: url.pathname,
    queryNames: [...url.searchParams.keys()],
    headerNames: Object.keys(request.headers).sort(),
    status,
    at: new Date().toISOString(),
  });
  if (reply.fault?.kind === 'slow') await pause(reply.fault.ms, undefined, { signal: stopping });
  send(response, reply);
  return `${method} ${shape(url.pathname)} ${dropped ? 'dropped' : status}`;
}

/** The path without what may be somebody's: account numbers and sessions. */
const shape = (path: string) => path.replace(/\/(accounts|sessions)\/[^/]+/, '/$1/…');

function send(response: ServerResponse, { answer, fault }: Reply): void {
  const { status, headers, body } = answer;
  switch (fault?.kind) {
    case 'drop':
      response.destroy();
      return;
    case 'cut':
      response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
      response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    case 'garble':
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>It works!</body></html>');
      return;
    default:
      response.writeHead(status, headers).end(body);
  }
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  const baseUrl = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', baseUrl),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    text: Buffer.concat(chunks).toString('utf8'),
    baseUrl,
  };
}

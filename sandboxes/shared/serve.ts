import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const MAX_BODY = 1_000_000;

/** A request as it came over HTTP. */
export interface RawRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  text: string;
  /** Base URL of this stand-in, without a slash at the end. */
  baseUrl: string;
}

/** The answer on the wire. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A fault on the way: a late answer, no answer, half an answer, or an answer that is not JSON. */
export type WireFault = { kind: 'slow'; ms: number } | { kind: 'drop' } | { kind: 'cut' } | { kind: 'garble' };

export interface Reply {
  answer: Answer;
  fault?: WireFault;
}

export interface RunningSandbox {
  /** Base URL, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

export interface StandIn {
  handle(request: RawRequest): Reply;
  /** The path as the log may show it: without parts that may be personal. */
  shapeOf(path: string): string;
}

/** Serves a stand-in on loopback; port 0 takes any free one. Paths that start with `/__` are its controls, and not logged. */
export async function serveStandIn(
  standIn: StandIn,
  { port = 0, log }: { port?: number; log(line: string): void },
): Promise<RunningSandbox> {
  const stopping = new AbortController();
  const server = createServer((incoming, response) => {
    serve(standIn, incoming, response, stopping.signal).then(
      (line) => line && log(line),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      stopping.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function serve(
  standIn: StandIn,
  incoming: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const request = await readRequest(incoming);
  const { method, url } = request;
  const reply = standIn.handle(request);
  if (reply.fault?.kind === 'slow') await pause(reply.fault.ms, undefined, { signal: stopping });
  send(response, reply);
  if (url.pathname.startsWith('/__')) return undefined;
  const broken = reply.fault?.kind === 'drop' || reply.fault?.kind === 'cut';
  return `${method} ${standIn.shapeOf(url.pathname)} ${broken ? 'dropped' : reply.answer.status}`;
}

function send(response: ServerResponse, { answer: { status, headers, body }, fault }: Reply): void {
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
  // Not from the Host header: the caller would choose what is written into answers.
  const baseUrl = `http://127.0.0.1:${incoming.socket.localPort}`;
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', baseUrl),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    text: Buffer.concat(chunks).toString('utf8'),
    baseUrl,
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type RawRequest, type Reply, StandInStripe } from './stand-in.ts';

const MAX_BODY = 1_000_000;

export interface RunningSandbox {
  /** Where it listens, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
}

export interface StartOptions {
  port?: number;
  /** Where its state is kept over restarts; absent: in memory. */
  file?: string;
  log(line: string): void;
}

/** Starts the stand-in on loopback; port 0 takes any free one. */
export async function startServer({ port = 0, file, log }: StartOptions): Promise<RunningSandbox> {
  const stripe = new StandInStripe({ log, ...(file === undefined ? {} : { file }) });
  const stopping = new AbortController();
  const server = createServer((incoming, response) => {
    serve(stripe, incoming, response, stopping.signal).then(
      (line) => line && log(line),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      stopping.abort();
      stripe.events.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function serve(
  stripe: StandInStripe,
  incoming: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const request = await readRequest(incoming);
  const { method, url } = request;
  const reply = stripe.handle(request);
  if (reply.fault?.kind === 'slow') await pause(reply.fault.ms, undefined, { signal: stopping });
  send(response, reply);
  if (url.pathname.startsWith('/__')) return undefined;
  const how = reply.fault?.kind === 'drop' ? 'dropped' : reply.answer.status;
  return `${method} ${url.pathname.replace(/_[0-9a-f]{24}/g, '_…')} ${how}`;
}

function send(response: ServerResponse, { answer: { status, headers, body }, fault }: Reply): void {
  if (fault?.kind === 'drop') response.destroy();
  else if (fault?.kind === 'garble')
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>It works!</html>');
  else response.writeHead(status, headers).end(body);
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

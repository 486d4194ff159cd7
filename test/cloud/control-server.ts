import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gates } from './gates.ts';
import { providers } from './provider.ts';

/** Answers one request; what it resolves to is sent as JSON. */
export type ControlRoute = (parts: string[], body: unknown) => Promise<unknown>;

export interface ControlServer {
  url: string;
  /** Adds what `POST /<name>/…` does. */
  route(name: string, answer: ControlRoute): void;
  stop(): void;
}

/**
 * The server that fixture families call, and through which tests reach the cloud's process:
 * `POST /gates/<gate>/{wait,arrived,open,left}`, `POST /counters/<counter>`, `POST /traces/<path>` for the trace that the last
 * request to a path came with, and the routes added by `route`.
 */
export async function startControlServer(): Promise<ControlServer> {
  const gates = new Gates();
  const counters = new Map<string, number>();
  const traces = new Map<string, { traceparent?: unknown; tracestate?: unknown }>();
  const routes = new Map<string, ControlRoute>([
    [
      'counters',
      async ([counter = '']) => {
        const count = (counters.get(counter) ?? 0) + 1;
        counters.set(counter, count);
        return { count };
      },
    ],
    ...Object.entries(providers()),
    ['counts', async ([counter = '']) => ({ count: counters.get(counter) ?? 0 })],
  ]);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [name = '', ...parts] = (request.url ?? '').split('/').filter(Boolean).map(decodeURIComponent);
    const body = await bodyOf(request);
    if (name === 'traces') return send(response, 200, traces.get(parts.join('/')) ?? {});
    const { traceparent, tracestate } = request.headers;
    traces.set([name, ...parts].join('/'), { traceparent, tracestate });
    if (name === 'gates') return meet(parts, response);
    const route = routes.get(name);
    if (!route) return send(response, 404, { error: `no route ${name}` });
    send(response, 200, await route(parts, body));
  }

  async function meet([gate = '', action = '']: string[], response: ServerResponse): Promise<void> {
    switch (action) {
      case 'wait':
        response.once('close', () => response.writableFinished || gates.happened(gate, 'left'));
        gates.happened(gate, 'arrived');
        await gates.until(gate, 'opened');
        break;
      case 'open':
        gates.happened(gate, 'opened');
        break;
      case 'arrived':
      case 'left':
        await gates.until(gate, action);
        break;
      default:
        return send(response, 404, { error: `no action ${action}` });
    }
    send(response, 200, { gate });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    route: (name, route) => routes.set(name, route),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

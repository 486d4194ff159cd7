import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import type { ControlRoute } from './control-server.ts';

/** Behaviour towards a request. All but `refuses` and `limits` do what was asked before the fault. */
const Behaviour = z.enum([
  'works',
  'refuses',
  'limits',
  'breaks',
  'drops',
  'drops in the middle',
  'stays silent',
  'answers a page',
  'answers another shape',
  'answers an error with 200',
  'answers without end',
  'answers null',
  'answers 200,000 levels',
  'answers 50 MB',
]);
export type Behaviour = z.infer<typeof Behaviour>;

const Plan = z.object({
  /** Behaviour towards the next requests for the book, in this order; then it works. */
  behaviours: z.array(Behaviour).default([]),
});
/** `percent` of the requests fail, in these ways by turns; a generator with this seed draws them. */
const Rate = z.object({ percent: z.number(), seed: z.int(), behaviours: z.array(Behaviour) });

/** The record of one book. */
interface Book {
  requests: number;
  orders: number;
  plan: Behaviour[];
}

export interface UnsteadyProvider {
  url: string;
  route: ControlRoute;
  stop(): void;
}

/**
 * A provider that a test makes fail: `GET /quotes/<book>` answers a price, `POST /orders/<book>` takes one more order
 * each time, `GET /orders/<book>` counts them. It wants the header `x-key` once keys are set.
 *
 * Its control route: `plan/<book>`, `of/<book>` (what it has seen), `rate`, `keys` (those it takes), `down`, `up`.
 */
export async function startUnsteadyProvider(): Promise<UnsteadyProvider> {
  const books = new Map<string, Book>();
  let keys: string[] | undefined;
  let chance: () => Behaviour = () => 'works';
  const bookOf = (name: string): Book => {
    const book = books.get(name) ?? { requests: 0, orders: 0, plan: [] };
    books.set(name, book);
    return book;
  };

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const book = bookOf(name);
    book.requests += 1;
    if (keys && !keys.includes(String(request.headers['x-key']))) {
      json(response, 401, { error: 'unknown key' });
      return;
    }
    const behaviour = book.plan.shift() ?? chance();
    if (behaviour === 'refuses') {
      json(response, 503, { error: 'closed' });
      return;
    }
    if (behaviour === 'limits') {
      json(response, 429, { error: 'slower' });
      return;
    }
    if (kind === 'orders' && request.method === 'POST') book.orders += 1;
    const { requests, orders } = book;
    misbehave(
      behaviour,
      response,
      JSON.stringify(kind === 'orders' ? { orders } : { price: 100 + requests, requests }),
    );
  }

  const { server, port } = await listening(createServer(serve), 0);
  let current: Server | undefined = server;
  const down = () => {
    current?.close();
    current?.closeAllConnections();
    current = undefined;
  };
  const actions: Record<string, (name: string, body: unknown) => Promise<unknown>> = {
    plan: async (name, body) => {
      bookOf(name).plan = Plan.parse(body).behaviours;
    },
    of: async (name) => bookOf(name),
    rate: async (_name, body) => {
      chance = body === undefined ? () => 'works' : chanceOf(Rate.parse(body));
    },
    keys: async (_name, body) => {
      keys = z.array(z.string()).optional().parse(body);
    },
    down: async () => down(),
    up: async () => {
      current ??= (await listening(createServer(serve), port)).server;
    },
  };
  return {
    url: `http://127.0.0.1:${port}`,
    route: async ([action = '', name = ''], body) => {
      const act = actions[action];
      if (!act) throw new Error(`the unsteady provider has no action ${action}`);
      return (await act(name, body)) ?? {};
    },
    stop: down,
  };
}

async function listening(server: Server, port: number): Promise<{ server: Server; port: number }> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Mulberry32: the same seed draws the same faults, so that a run can be repeated. */
function chanceOf({ percent, seed, behaviours }: z.output<typeof Rate>): () => Behaviour {
  let state = seed;
  let struck = 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const drawn = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    if (drawn * 100 >= percent) return 'works';
    struck += 1;
    return behaviours[struck % behaviours.length] ?? 'works';
  };
}

function misbehave(behaviour: Behaviour, response: ServerResponse, answer: string): void {
  const type = { 'content-type': 'application/json' };
  switch (behaviour) {
    case 'breaks':
      json(response, 500, { error: 'something broke' });
      return;
    case 'drops':
      response.destroy();
      return;
    case 'drops in the middle':
      response.writeHead(200, { ...type, 'content-length': answer.length });
      response.write(answer.slice(0, 5), () => response.destroy());
      return;
    case 'stays silent':
      // The client gives up after its timeout.
      return;
    case 'answers a page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>We are moving house.</html>');
      return;
    case 'answers another shape':
      json(response, 200, { cost: 'a lot', orders: 'many' });
      return;
    case 'answers an error with 200':
      json(response, 200, { error: 'the book is closed' });
      return;
    case 'answers without end':
      response.writeHead(200, type).write('["');
      pour(response);
      return;
    case 'answers null':
      json(response, 200, null);
      return;
    case 'answers 200,000 levels':
      response.writeHead(200, type).end('['.repeat(200_000) + ']'.repeat(200_000));
      return;
    case 'answers 50 MB':
      json(response, 200, 'x'.repeat(50 * 1024 * 1024));
      return;
    default:
      response.writeHead(200, type).end(answer);
  }
}

/** Writes as fast as the client reads, until the client closes the connection. */
function pour(response: ServerResponse): void {
  const lump = 'x'.repeat(64 * 1024);
  while (!response.destroyed && response.write(lump));
  response.once('drain', () => pour(response));
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RawRequest, Reply, StandIn, WireFault } from '../shared/serve.ts';
import { Book } from './book.ts';
import type { Body } from './check-order.ts';
import { parseDecimal } from './decimal.ts';
import { Market } from './market.ts';
import { invalid, json, missing, Refusal } from './refusal.ts';
import { matchPath, type Route } from './route.ts';
import { historyRoutes } from './routes/history.ts';
import { marketDataRoutes } from './routes/market-data.ts';
import { tradingRoutes } from './routes/trading.ts';

/** Credentials that this stand-in takes: plainly invented. */
export const SANDBOX_CREDENTIALS = { keyId: 'PKLOCALMANIFOLD', secretKey: 'secret_local_manifold' };
/** The same with the prefix of live keys; both belong to the same account. */
export const SANDBOX_LIVE_CREDENTIALS = { ...SANDBOX_CREDENTIALS, keyId: 'AKLOCALMANIFOLD' };

const KEY_IDS = [SANDBOX_CREDENTIALS.keyId, SANDBOX_LIVE_CREDENTIALS.keyId];

const Control = z.strictObject({
  down: z.boolean().optional(),
  marketOpen: z.boolean().optional(),
  /** Halts trading in a symbol, or lets it resume. */
  halt: z.strictObject({ symbol: z.string(), halted: z.boolean() }).optional(),
  /** Gives the newest order a state, such as `done_for_day`. */
  orderStatus: z.string().optional(),
  /** Refuses the next order with this status and message. */
  refuseOrder: z.strictObject({ status: z.int(), message: z.string() }).optional(),
  price: z.strictObject({ symbol: z.string(), price: z.string() }).optional(),
  /** A deposit (above zero) or a withdrawal. */
  cash: z.string().optional(),
  /** Faults of the next requests to a path, each once: `drop` before the work, `drop-after` after it. */
  next: z
    .strictObject({
      method: z.enum(['GET', 'POST', 'DELETE']),
      path: z.string(),
      faults: z.array(z.union([z.enum(['drop', 'drop-after', 'garble', 'cut']), z.int().min(400).max(599)])),
    })
    .optional(),
});
type Fault = NonNullable<z.infer<typeof Control>['next']>['faults'][number];

/** One request as tests see it: names of the fields, never their values, beside the order's own id. */
interface Entry {
  method: string;
  path: string;
  fields: string[];
  clientOrderId?: string;
  status: number;
}

/** The stand-in for Alpaca's trading and market data without its HTTP server. */
export class StandInAlpaca implements StandIn {
  private readonly book: Book;
  private readonly market = new Market();
  private readonly routes: readonly Route[] = [...tradingRoutes, ...historyRoutes, ...marketDataRoutes];
  private readonly transcript: Entry[] = [];
  private readonly planned = new Map<string, Fault[]>();
  private down = false;
  private refusal: { status: number; message: string } | undefined;

  constructor({ file }: { file?: string }) {
    this.book = new Book(file);
  }

  shapeOf(path: string): string {
    return path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…');
  }

  handle(request: RawRequest): Reply {
    const { method, url } = request;
    if (url.pathname.startsWith('/__')) return { answer: this.control(request) };
    const reply = this.reply(request);
    reply.answer.headers['x-request-id'] = randomUUID().replaceAll('-', '');
    const body = method === 'POST' ? bodyOf(request) : {};
    this.transcript.push({
      method,
      path: this.shapeOf(url.pathname),
      fields: method === 'POST' ? Object.keys(body) : [...url.searchParams.keys()],
      ...(typeof body.client_order_id === 'string' ? { clientOrderId: body.client_order_id } : {}),
      status: reply.fault ? 0 : reply.answer.status,
    });
    return reply;
  }

  private reply(request: RawRequest): Reply {
    const planned = this.planned.get(`${request.method} ${request.url.pathname}`)?.shift();
    try {
      if (this.down) throw new Refusal(503, 50_310_000, 'service unavailable');
      if (typeof planned === 'number') throw new Refusal(planned, planned * 100_000, 'the stand-in fails as ordered');
      this.refuseAsOrdered(request);
      if (planned === 'drop') return { answer: json(500, {}), fault: { kind: 'drop' } };
      const made = this.work(request);
      const answer = made === undefined ? json(204, '') : json(200, made);
      const fault: WireFault | undefined = planned && { kind: planned === 'drop-after' ? 'drop' : planned };
      return { answer, fault };
    } catch (thrown) {
      if (thrown instanceof Refusal) return { answer: thrown.answer };
      throw thrown;
    }
  }

  private refuseAsOrdered({ method, url }: RawRequest): void {
    const { refusal } = this;
    if (!refusal || method !== 'POST' || url.pathname !== '/v2/orders') return;
    this.refusal = undefined;
    throw new Refusal(refusal.status, refusal.status * 100_000 + 10_000, refusal.message);
  }

  private work(request: RawRequest): unknown {
    const { method, url, headers } = request;
    if (
      !KEY_IDS.includes(headers['apca-api-key-id'] ?? '') ||
      headers['apca-api-secret-key'] !== SANDBOX_CREDENTIALS.secretKey
    ) {
      throw new Refusal(401, 40_110_000, 'request is not authorized');
    }
    for (const route of this.routes) {
      const params = route.method === method ? matchPath(route.path, url.pathname) : undefined;
      if (!params) continue;
      const query = Object.fromEntries(url.searchParams);
      const unknown = Object.keys(query).find((name) => !route.query.includes(name));
      if (unknown !== undefined) throw invalid(`unknown query parameter: ${unknown}`);
      return route.answer({ params, query, body: bodyOf(request) }, { book: this.book, market: this.market });
    }
    throw missing('endpoint');
  }

  private control(request: RawRequest) {
    if (request.url.pathname === '/__transcript') {
      if (request.method === 'DELETE') this.transcript.length = 0;
      return json(200, { requests: this.transcript });
    }
    const parsed = Control.safeParse(bodyOf(request));
    if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
    const { down, marketOpen, price, cash, next, halt, orderStatus, refuseOrder } = parsed.data;
    if (halt) this.market.halted[halt.halted ? 'add' : 'delete'](halt.symbol);
    if (orderStatus !== undefined) this.book.setNewestStatus(orderStatus);
    if (refuseOrder) this.refusal = refuseOrder;
    if (down !== undefined) this.down = down;
    if (marketOpen !== undefined) this.market.isOpen = marketOpen;
    if (price) this.market.setPrice(price.symbol, parseDecimal(price.price) ?? 0n);
    if (cash !== undefined) this.book.move(parseDecimal(cash) ?? 0n);
    if (next) this.planned.set(`${next.method} ${next.path}`, next.faults);
    return json(200, {});
  }
}

function bodyOf({ text }: RawRequest): Body {
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Body) : {};
}

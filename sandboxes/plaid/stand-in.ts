import * as z from 'zod';
import type { Answer, RawRequest, Reply, StandIn, WireFault } from '../shared/serve.ts';
import { type Body, ENDPOINTS, type StandInContext, somethingHappens } from './endpoints.ts';
import { changeState, ItemState } from './item-state.ts';
import { Items } from './items.ts';
import { finishSession } from './link-sessions.ts';
import { json, missingField, Refusal, unknownField } from './refusal.ts';
import { Webhooks } from './webhooks.ts';

/** Path of a session's page. */
const HOSTED = '/hosted/';

/** Credentials that this stand-in takes: plainly invented. */
export const SANDBOX_CREDENTIALS = { clientId: 'client_local_manifold', secret: 'secret_local_manifold' };

const Control = z.strictObject({
  /** URL of the webhooks of items that are linked from now on. */
  webhook: z.url().optional(),
  down: z.boolean().optional(),
  /** Answers of the next requests to a path, each once, in order. */
  next: z
    .strictObject({
      path: z.string(),
      answers: z.array(
        z.union([
          z.strictObject({ errorType: z.string(), errorCode: z.string(), status: z.int().optional() }),
          z.strictObject({ fault: z.enum(['drop', 'cut', 'garble']) }),
          /** This one is answered as usual. */
          z.strictObject({ pass: z.literal(true) }),
        ]),
      ),
    })
    .optional(),
  /** Removes or changes transactions of the item of an access token. */
  change: z
    .strictObject({ accessToken: z.string(), transactionId: z.string(), to: z.enum(['removed', 'posted']) })
    .optional(),
  /** A transaction comes at the bank of an account, and a webhook reports it. */
  news: z.strictObject({ accountId: z.string() }).optional(),
  /** Changes the state of the login to which an account belongs. */
  item: ItemState.optional(),
  rotateWebhookKey: z.literal(true).optional(),
});
type Control = z.infer<typeof Control>;

/** One request as tests see it: names of the fields, never their values. */
interface Entry {
  path: string;
  fields: string[];
  status: number;
}

/** The stand-in for Plaid without its HTTP server. */
export class StandInPlaid implements StandIn {
  readonly items: Items;
  readonly webhooks: Webhooks;
  private readonly transcript: Entry[] = [];
  private readonly planned = new Map<string, NonNullable<Control['next']>['answers']>();
  private defaultWebhook: string | null = null;
  private down = false;

  constructor({ file, log }: { file?: string; log: (line: string) => void }) {
    this.items = new Items(file);
    this.webhooks = new Webhooks(log);
  }

  shapeOf(path: string): string {
    return path.startsWith(HOSTED) ? `${HOSTED}…` : path;
  }

  handle(request: RawRequest): Reply {
    const { pathname } = request.url;
    if (pathname.startsWith('/__')) return { answer: this.control(request) };
    if (request.method === 'GET' && pathname.startsWith(HOSTED)) return { answer: this.hostedPage(pathname) };
    const reply = this.reply(request);
    this.transcript.push({ path: pathname, fields: Object.keys(bodyOf(request)), status: reply.answer.status });
    return reply;
  }

  /** The sign-in page: opening it signs the person in. */
  private hostedPage(pathname: string): Answer {
    try {
      const { repaired } = finishSession(this.items, pathname.slice(HOSTED.length));
      if (repaired?.webhook) {
        this.webhooks.send(repaired.webhook, {
          webhook_type: 'ITEM',
          webhook_code: 'LOGIN_REPAIRED',
          item_id: repaired.item_id,
          environment: 'sandbox',
        });
      }
      const body = '<!doctype html><title>First Platypus Bank</title><p>You have signed in. Close this page.</p>';
      return { status: 200, headers: { 'content-type': 'text/html' }, body };
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer;
      throw thrown;
    }
  }

  private reply(request: RawRequest): Reply {
    try {
      if (this.down) throw new Refusal('API_ERROR', 'INTERNAL_SERVER_ERROR', { status: 500 });
      const planned = this.planned.get(request.url.pathname)?.shift();
      if (planned && 'errorType' in planned) {
        throw new Refusal(planned.errorType, planned.errorCode, planned.status ? { status: planned.status } : {});
      }
      const answer = json(200, this.work(request));
      const fault: WireFault | undefined = planned && 'fault' in planned ? { kind: planned.fault } : undefined;
      return { answer, fault };
    } catch (thrown) {
      if (thrown instanceof Refusal) return { answer: thrown.answer };
      throw thrown;
    }
  }

  private work(request: RawRequest): object {
    const { method, url, headers } = request;
    const endpoint = method === 'POST' ? ENDPOINTS[url.pathname] : undefined;
    if (!endpoint) throw new Refusal('INVALID_REQUEST', 'NOT_FOUND', { status: 404 });
    const {
      client_id: clientId = headers['plaid-client-id'],
      secret = headers['plaid-secret'],
      ...body
    } = bodyOf(request);
    if (clientId !== SANDBOX_CREDENTIALS.clientId || secret !== SANDBOX_CREDENTIALS.secret) {
      throw new Refusal('INVALID_INPUT', 'INVALID_API_KEYS');
    }
    const missing = endpoint.needs.find((name) => body[name] === undefined);
    if (missing !== undefined) throw missingField(missing);
    const unknown = Object.keys(body).find((name) => ![...endpoint.needs, ...endpoint.knows].includes(name));
    if (unknown !== undefined) throw unknownField(unknown);
    return endpoint.answer(body, this.context(request));
  }

  private context({ baseUrl }: RawRequest): StandInContext {
    return { items: this.items, webhooks: this.webhooks, defaultWebhook: this.defaultWebhook, baseUrl };
  }

  private control(request: RawRequest) {
    if (request.url.pathname === '/__transcript') {
      if (request.method === 'DELETE') this.transcript.length = 0;
      return json(200, { requests: this.transcript });
    }
    const parsed = Control.safeParse(bodyOf(request));
    if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
    const { webhook, down, next, change, news, item, rotateWebhookKey } = parsed.data;
    if (webhook !== undefined) this.defaultWebhook = webhook;
    if (down !== undefined) this.down = down;
    if (next) this.planned.set(next.path, next.answers);
    if (rotateWebhookKey) this.webhooks.rotate();
    if (change) this.change(change);
    if (item) this.report(changeState(this.items, item));
    if (news) somethingHappens(this.items.byAccount(news.accountId), 'Invented news', this.context(request));
    return json(200, {});
  }

  private report({ item: { webhook, item_id }, code }: ReturnType<typeof changeState>): void {
    if (!webhook || code === undefined) return;
    this.webhooks.send(webhook, { webhook_type: 'ITEM', webhook_code: code, item_id, environment: 'sandbox' });
  }

  private change({ accessToken, transactionId, to }: NonNullable<Control['change']>): void {
    const item = this.items.byToken(accessToken);
    const known = item.changes.find(({ transaction }) => transaction.transaction_id === transactionId);
    if (known?.kind !== 'added') throw new Error('There is no such transaction.');
    const { transaction } = known;
    item.changes.push(
      to === 'removed'
        ? { kind: 'removed', transaction: { transaction_id: transactionId, account_id: transaction.account_id } }
        : { kind: 'modified', transaction: { ...transaction, pending: false, name: `${transaction.name} (posted)` } },
    );
    this.items.save();
  }
}

function bodyOf({ text }: RawRequest): Body {
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? (parsed as Body) : {};
}

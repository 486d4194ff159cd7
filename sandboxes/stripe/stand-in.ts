import * as z from 'zod';
import type { Answer, RawRequest, Reply, StandIn } from '../shared/serve.ts';
import { authenticate } from './routes/authenticate.ts';
import { catalogueRoutes, seedPlans } from './routes/catalogue.ts';
import { customerRoutes } from './routes/customers.ts';
import { disputeRoutes } from './routes/disputes.ts';
import { eventRoutes } from './routes/events.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { paymentIntentRoutes } from './routes/payment-intents.ts';
import { paymentMethodRoutes } from './routes/payment-methods.ts';
import { refundRoutes } from './routes/refunds.ts';
import { setupIntentRoutes } from './routes/setup-intents.ts';
import { failRenewal, subscriptionRoutes } from './routes/subscriptions.ts';
import { json, Refusal } from './wire/answer.ts';
import { Events } from './wire/events.ts';
import { expand } from './wire/expand.ts';
import { FaultFinder } from './wire/faults.ts';
import { readForm } from './wire/form.ts';
import { IdempotencyKeys } from './wire/idempotency.ts';
import { Objects } from './wire/objects.ts';
import { matchPath, type Route, type StandInContext } from './wire/route.ts';
import { Transcript } from './wire/transcript.ts';

const Control = z.strictObject({
  webhooks: z
    .array(z.strictObject({ url: z.url(), secret: z.string(), types: z.array(z.string()).optional() }))
    .optional(),
  /** Sends an event again, as the API does if it got no answer. */
  redeliver: z.string().optional(),
  down: z.boolean().optional(),
  /** Lets the payment of a subscription's next period fail. */
  failRenewal: z.strictObject({ subscription: z.string(), status: z.enum(['past_due', 'unpaid']) }).optional(),
});

/** Keys that this stand-in takes; every other is refused as the API refuses a wrong one. */
export const SANDBOX_KEY = 'sk_test_local_manifold';

/** The stand-in for Stripe without its HTTP server: one request in, one reply out. */
export class StandInStripe implements StandIn {
  readonly transcript = new Transcript();
  readonly objects: Objects;
  readonly events: Events;
  private readonly keys = new IdempotencyKeys();
  private readonly faults = new FaultFinder();
  private readonly routes: readonly Route[] = [
    ...customerRoutes,
    ...paymentMethodRoutes,
    ...paymentIntentRoutes,
    ...setupIntentRoutes,
    ...refundRoutes,
    ...disputeRoutes,
    ...catalogueRoutes,
    ...subscriptionRoutes,
    ...invoiceRoutes,
    ...eventRoutes,
  ];
  private down = false;

  constructor({ file, log }: { file?: string; log: (line: string) => void }) {
    this.objects = new Objects(file);
    this.events = new Events(this.objects, log);
    seedPlans(this.objects);
  }

  handle(request: RawRequest): Reply {
    const { pathname } = request.url;
    if (pathname.startsWith('/__')) return { answer: this.control(request) };
    let reply: Reply;
    try {
      if (this.down) throw new Refusal({ status: 503, type: 'api_error', message: 'The service is not available.' });
      reply = this.serve(request);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      reply = { answer: thrown.answer };
    }
    const key = request.headers['idempotency-key'];
    this.transcript.add({
      method: request.method,
      path: pathname,
      parameters: Object.keys(readForm(parametersOf(request))),
      idempotencyKey: key,
      status: reply.answer.status,
      replayed: reply.answer.headers['idempotent-replayed'] === 'true',
    });
    return reply;
  }

  shapeOf(path: string): string {
    return path.replace(/_[0-9a-f]{24}/g, '_…');
  }

  private serve(request: RawRequest): Reply {
    const { method, url, headers } = request;
    checkKey(headers.authorization);
    const parameters = parametersOf(request);
    const key = method === 'POST' ? headers['idempotency-key'] : undefined;
    const signature = `${method} ${url.pathname} ${parameters}`;
    const replayed = key === undefined ? undefined : this.keys.replay(key, signature);
    if (replayed) return { answer: replayed };
    const fault = this.faults.find(parameters);
    // A request that is dropped before the work leaves no trace; its caller cannot distinguish it from one dropped after the work.
    if (fault?.kind === 'drop' && fault.when === 'before') return { answer: json(500, {}), fault };
    const answer = this.work(request, parameters);
    if (key !== undefined) this.keys.keep(key, signature, answer);
    return { answer, fault };
  }

  private work({ method, url, baseUrl }: RawRequest, parameters: string): Answer {
    const context: StandInContext = { objects: this.objects, events: this.events, baseUrl };
    const params = readForm(parameters);
    // Literal paths before those with a variable: /v1/invoices/create_preview is not an invoice.
    const fitting = this.routes
      .map((route) => ({ route, id: route.method === method ? matchPath(route.path, url.pathname) : undefined }))
      .filter(({ id }) => id !== undefined)
      .sort((one, other) => Number(one.route.path.includes('{')) - Number(other.route.path.includes('{')));
    const [found] = fitting;
    if (!found) {
      return new Refusal({
        status: 404,
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${url.pathname}).`,
      }).answer;
    }
    try {
      return json(200, expand(found.route.answer(params, context, found.id ?? ''), params, this.objects));
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.answer;
      throw thrown;
    }
  }

  private control({ method, url, text, baseUrl }: RawRequest): Answer {
    const page = /^\/__authenticate\/(.+)$/.exec(url.pathname)?.[1];
    if (page !== undefined) {
      const done = authenticate(page, { objects: this.objects, events: this.events, baseUrl });
      if (!done) return json(404, { error: { message: 'Nothing waits for authentication here.' } });
      if (done.url !== undefined) return { status: 303, headers: { location: done.url }, body: '' };
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<p>Authenticated. This page may be closed.</p>',
      };
    }
    if (url.pathname === '/__transcript') {
      if (method === 'DELETE') this.transcript.clear();
      return json(200, this.transcript.all());
    }
    const change = Control.safeParse(method === 'POST' && url.pathname === '/__control' ? JSON.parse(text) : undefined);
    if (!change.success) return json(400, { error: { message: z.prettifyError(change.error) } });
    const { webhooks, redeliver, down, failRenewal: failed } = change.data;
    if (webhooks) this.events.endpoints = webhooks;
    if (redeliver !== undefined) this.events.deliver(this.objects.get('event', redeliver));
    if (down !== undefined) this.down = down;
    const context = { objects: this.objects, events: this.events, baseUrl };
    if (failed) failRenewal(failed.subscription, failed.status, context);
    return json(200, {});
  }
}

const parametersOf = ({ method, url, text }: RawRequest): string =>
  method === 'POST' || text !== '' ? text : url.search.slice(1);

function checkKey(authorization: string | undefined): void {
  const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
  const key =
    basic === undefined
      ? /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
      : Buffer.from(basic, 'base64').toString().split(':')[0];
  if (key === SANDBOX_KEY) return;
  const message = key === undefined ? 'You did not provide an API key.' : 'Invalid API Key provided.';
  throw new Refusal({ status: 401, type: 'invalid_request_error', message });
}

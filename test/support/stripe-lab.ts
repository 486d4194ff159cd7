import { randomUUID } from 'node:crypto';
import { answerInvocation } from '../../functions/kit/family/answer-invocation.ts';
import { backgroundCallOf, callOf } from '../../functions/kit/family/call-of.ts';
import { outboundFetch } from '../../functions/kit/outbound/outbound.ts';
import type { FamilyTable } from '../../functions/kit/store/table-store.ts';
import type { Call } from '../../functions/kit/tool/call.ts';
import type { Family } from '../../functions/kit/tool/define-family.ts';
import { effectOf, lookUpCall, runTool } from '../../functions/kit/tool/run-tool.ts';
import { SANDBOX_WEBHOOK_SECRET } from '../../sandboxes/stripe/sandbox.ts';
import { startServer } from '../../sandboxes/stripe/server.ts';
import { SANDBOX_KEY } from '../../sandboxes/stripe/stand-in.ts';
import type { CallContext, Outcome } from '../../schemas/invocation.ts';
import { startDynamoDb } from './dynamodb.ts';

/** A request as the family sent it. */
export interface SentRequest {
  method: string;
  url: URL;
  body: string;
  idempotencyKey: string | null;
}

export interface CallChanges {
  owner?: string;
  settings?: Record<string, string>;
  secret?: Record<string, string>;
  context?: Partial<CallContext>;
}

/** A family of Stripe's against the running stand-in, with a table of its own: nothing of either replaced. */
export async function openStripeLab(family: Family) {
  const database = await startDynamoDb();
  const sandbox = await startServer({ log: () => undefined });
  const table: FamilyTable = { client: database.client, table: await database.table(), indexes: [] };
  const sent: SentRequest[] = [];
  const { settings: declared, egress } = family.manifest;
  const defaults = Object.fromEntries(Object.entries(declared).map(([name, setting]) => [name, setting.default]));

  const resourcesOf = ({ settings: changes = {}, secret = {} }: CallChanges) => {
    const settings = {
      ...defaults,
      STRIPE_API_URL: sandbox.url,
      PAYMENTS_DESTINATIONS: 'acct_invented_shop',
      ...changes,
    };
    const outbound = outboundFetch(egress, settings);
    return {
      settings,
      table,
      outbound: ((input, init, context) => {
        sent.push(requestOf(input, init));
        return outbound(input, init, context);
      }) as typeof outbound,
      secret: async () => ({
        STRIPE_SECRET_KEY: SANDBOX_KEY,
        STRIPE_WEBHOOK_SECRET: SANDBOX_WEBHOOK_SECRET,
        ...secret,
      }),
    };
  };

  const call = (changes: CallChanges = {}): Call =>
    callOf(
      {
        correlationId: randomUUID(),
        principal: {
          id: changes.owner ?? 'test:ada',
          tenant: 'lab',
          tier: 'free',
          roles: [],
          scopes: ['*'],
          credential: 'lab',
        },
        deadline: Date.now() + 30_000,
        confirmed: true,
        providerKey: randomUUID().replaceAll('-', ''),
        ...changes.context,
      },
      new AbortController().signal,
      resourcesOf(changes),
      () => undefined,
    );

  const toolOf = (name: string) => {
    const found = family.tools.get(name);
    if (!found) throw new Error(`The family has no tool "${name}".`);
    return found;
  };

  return {
    url: sandbox.url,
    table,
    sent,
    call,
    /** Orders for the stand-in (sandboxes/stripe/README.md). */
    async control(orders: Record<string, unknown>): Promise<void> {
      const answer = await fetch(`${sandbox.url}/__control`, { method: 'POST', body: JSON.stringify(orders) });
      if (!answer.ok) throw new Error(`The stand-in refused the orders: ${await answer.text()}`);
    },
    run: (name: string, args: Record<string, unknown>, changes?: CallChanges): Promise<Outcome> =>
      runTool(toolOf(name), args, call(changes)),
    effect: (name: string, args: Record<string, unknown>, changes?: CallChanges): Promise<string> =>
      effectOf(toolOf(name), args, call(changes)),
    lookUp: (name: string, args: Record<string, unknown>, changes?: CallChanges): Promise<Outcome> =>
      lookUpCall(toolOf(name), args, call(changes)),
    /** What a resource holds; `user_id` as front hands it on. */
    async read(uri: string, changes?: CallChanges) {
      const made = call(changes);
      const outcome = await answerInvocation(family, { kind: 'resource', uri, context: made.context }, made);
      if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
      return JSON.parse(String(outcome.contents?.[0]?.text));
    },
    /** Hands the family an event as its queue does. */
    async event(body: unknown): Promise<void> {
      const background = backgroundCallOf(
        { correlationId: randomUUID(), deadline: Date.now() + 30_000, signal: new AbortController().signal },
        resourcesOf({}),
      );
      const handle = family.onEvent.stripe;
      if (!handle) throw new Error('The family handles no events.');
      const { id } = Object(body) as { id: string };
      const receivedAt = new Date().toISOString();
      await handle({ kind: 'event', source: 'stripe', id, receivedAt, correlationId: randomUUID(), body }, background);
    },
    /** Events that the stand-in has, newest first. */
    async events(type: string): Promise<{ id: string; type: string; data: unknown }[]> {
      const answer = await fetch(`${sandbox.url}/v1/events?limit=100&type=${type}`, {
        headers: { authorization: `Bearer ${SANDBOX_KEY}` },
      });
      return ((await answer.json()) as { data: { id: string; type: string; data: unknown }[] }).data;
    },
    async stop(): Promise<void> {
      await sandbox.stop();
      await database.stop();
    },
  };
}
export type StripeLab = Awaited<ReturnType<typeof openStripeLab>>;

function requestOf(input: string | URL | Request, init: RequestInit | undefined): SentRequest {
  return {
    method: init?.method ?? 'GET',
    url: new URL(input instanceof Request ? input.url : input),
    body: typeof init?.body === 'string' ? init.body : '',
    idempotencyKey: new Headers(init?.headers).get('idempotency-key'),
  };
}

/** Structured content of an outcome that must be a success. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the tool answered
export function dataOf(outcome: Outcome): any {
  if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
  return outcome.structuredContent;
}

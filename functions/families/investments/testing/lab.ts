import { randomUUID } from 'node:crypto';
import type { CallContext, Invocation, Outcome } from '../../../../schemas/invocation.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { answerInvocation } from '../../../kit/family/answer-invocation.ts';
import { callOf } from '../../../kit/family/call-of.ts';
import { outboundFetch } from '../../../kit/outbound/outbound.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { Tool } from '../../../kit/tool/define-tool.ts';
import { runTool } from '../../../kit/tool/run-tool.ts';
import family from '../family.ts';

/** What tests need of a sandbox; they import it themselves, since helpers may not. */
export interface SandboxModule {
  start(options: { log(line: string): void }): Promise<{ url: string; stop(): Promise<void> }>;
  environment(url: string): Record<string, string>;
  secret(): Record<string, string>;
}

/** A request as the family's SDK sent it, and what came back. */
export interface SentRequest {
  method: string;
  url: URL;
  body: unknown;
  answer?: { status: number; text: string };
}

export interface CallChanges {
  settings?: Record<string, string>;
  secret?: Record<string, string>;
  scopes?: string[];
  user?: string;
  tenant?: string;
  context?: Partial<CallContext>;
}

/** The family with Alpaca's own SDK against a running stand-in: real HTTP on loopback, nothing of it replaced. */
export async function openLab(sandbox: SandboxModule) {
  const running = await sandbox.start({ log: () => undefined });
  const sent: SentRequest[] = [];

  const call = ({ settings: changed = {}, secret, scopes = ['*'], user, tenant, context }: CallChanges = {}): Call => {
    const defaults = Object.entries(family.manifest.settings).map(([name, setting]) => [name, setting.default]);
    const settings = { ...Object.fromEntries(defaults), ...sandbox.environment(running.url), ...changed };
    const outbound = outboundFetch(family.manifest.egress, settings);
    return callOf(
      {
        correlationId: randomUUID(),
        principal: {
          id: user ?? 'lab:ada',
          tenant: tenant ?? settings.ALPACA_TENANT ?? '',
          tier: 'team',
          roles: [],
          scopes,
          credential: 'lab',
        },
        deadline: Date.now() + 30_000,
        confirmed: false,
        providerKey: randomUUID().replaceAll('-', ''),
        ...context,
      },
      new AbortController().signal,
      {
        settings,
        outbound: async (input, init, traced) => {
          const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
          const url = new URL(input instanceof Request ? input.url : input);
          const request: SentRequest = { method: init?.method ?? 'GET', url, body };
          sent.push(request);
          const response = await outbound(input, init, traced);
          request.answer = { status: response.status, text: await response.clone().text() };
          return response;
        },
        secret: async () => secret ?? sandbox.secret(),
      },
      () => undefined,
    );
  };

  const answer = (invocation: DistributiveOmit<Invocation, 'context'>, changes?: CallChanges): Promise<Outcome> => {
    const made = call(changes);
    return answerInvocation(family, { ...invocation, context: made.context } as Invocation, made);
  };

  return {
    url: running.url,
    sent,
    call,
    stop: running.stop,
    control: async (orders: Record<string, unknown>) => {
      const response = await fetch(`${running.url}/__control`, { method: 'POST', body: JSON.stringify(orders) });
      if (!response.ok) throw new Error(`The sandbox refused the orders: ${await response.text()}`);
    },
    /** Runs a tool as the family does. */
    run: (name: string, args: Record<string, unknown>, changes?: CallChanges) =>
      runTool(toolOf(name), args, call(changes)),
    /** What a person would be asked to confirm. */
    effect: async (name: string, args: Record<string, unknown>, changes?: CallChanges): Promise<string> => {
      const outcome = await answer({ kind: 'effect', tool: name, version: '1.0.0', arguments: args }, changes);
      return outcome.status === 'ok' ? (outcome.effect ?? '') : '';
    },
    answer,
    /** Contents of a resource as JSON. */
    read: async (uri: string, changes?: CallChanges): Promise<Record<string, unknown>> => {
      const outcome = await answer({ kind: 'resource', uri }, changes);
      if (outcome.status !== 'ok') throw new Error(`The resource is ${outcome.status}.`);
      return JSON.parse(String(outcome.contents?.[0]?.text)) as Record<string, unknown>;
    },
  };
}
export type Lab = Awaited<ReturnType<typeof openLab>>;

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

function toolOf(name: string): Tool {
  const found = family.tools.get(name);
  if (!found) throw new Error(`The family has no tool "${name}".`);
  return found;
}

/** Structured content of an outcome that must be a success. */
export function dataOf(outcome: Outcome): Record<string, unknown> {
  if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
  return outcome.structuredContent as Record<string, unknown>;
}

/** The error that something must be refused with. */
export async function refusalOf(refused: Promise<unknown>): Promise<ManifoldError> {
  const thrown = await refused.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ManifoldError) return thrown;
  throw new Error(`It was not refused by an error of the catalogue, but ${String(thrown)}.`);
}

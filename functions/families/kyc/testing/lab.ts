import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Invocation, Outcome } from '../../../../schemas/invocation.ts';
import { answerInvocation } from '../../../kit/family/answer-invocation.ts';
import { callOf } from '../../../kit/family/call-of.ts';
import { outboundFetch } from '../../../kit/outbound/outbound.ts';
import type { Call } from '../../../kit/tool/call.ts';
import type { Tool } from '../../../kit/tool/define-tool.ts';
import { runTool } from '../../../kit/tool/run-tool.ts';
import family from '../family.ts';
import { NO_RETRY } from '../tool-traits.ts';

/** What tests need of a sandbox; they import it themselves, since helpers may not. */
export interface SandboxModule {
  start(options: { log(line: string): void }): Promise<{ url: string; stop(): Promise<void> }>;
  environment(url: string): Record<string, string>;
  secret(): Record<string, string>;
}

export interface TranscriptEntry {
  method: string;
  path: string;
  queryNames: string[];
  headerNames: string[];
  status: number;
}

/** A request as the family sent it. */
export interface SentRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: unknown;
}

export interface CallChanges {
  settings?: Record<string, string>;
  /** Milliseconds until the deadline. */
  timeMs?: number;
  confirmed?: boolean;
  /** Who calls; default `lab:caller`. */
  owner?: string;
  tenant?: string;
}

/** What tests need of a DynamoDB; they bring it themselves, since helpers may not import the tests' support. */
export interface Database {
  client: DynamoDBDocumentClient;
  table(): Promise<string>;
  stop(): void;
}

/**
 * The family against a running stand-in provider: real HTTP on loopback, nothing of it replaced.
 *
 * @param startDatabase for tests of what the family keeps; without it the family has no store
 */
export async function openLab(sandbox: SandboxModule, startDatabase?: () => Promise<Database>) {
  const database = await startDatabase?.();
  const table = database && { client: database.client, table: await database.table(), indexes: [] };
  const running = await sandbox.start({ log: () => undefined });
  /** What Secrets Manager holds, and what the instance has read of it. */
  const vault = { stored: sandbox.secret(), read: sandbox.secret() };
  const sent: SentRequest[] = [];

  const call = (changed: CallChanges = {}): Call => {
    const { settings: changes = {}, timeMs = 30_000, confirmed = false } = changed;
    const { owner = 'lab:caller', tenant = 'lab' } = changed;
    const defaults = Object.entries(family.manifest.settings).map(([name, setting]) => [
      name,
      setting.developmentDefault ?? setting.default,
    ]);
    const settings = { ...Object.fromEntries(defaults), ...sandbox.environment(running.url), ...changes };
    const outbound = outboundFetch(family.manifest.egress, settings);
    const made = callOf(
      {
        correlationId: randomUUID(),
        principal: { id: owner, tenant, tier: 'team', roles: [], scopes: ['*'], credential: 'lab' },
        deadline: Date.now() + timeMs,
        confirmed,
      },
      new AbortController().signal,
      {
        settings,
        ...(table ? { table } : {}),
        outbound: (input, init, context) => {
          sent.push(requestOf(input, init));
          return outbound(input, init, context);
        },
        secret: async (options) => {
          if (options?.fresh) vault.read = vault.stored;
          return vault.read;
        },
      },
      () => undefined,
    );
    return made;
  };

  const control = async (orders: Record<string, unknown>) => {
    const response = await fetch(`${running.url}/__control`, { method: 'POST', body: JSON.stringify(orders) });
    if (!response.ok) throw new Error(`The sandbox refused the orders: ${await response.text()}`);
  };

  const transcript = async (): Promise<TranscriptEntry[]> => {
    const { requests } = (await (await fetch(`${running.url}/__transcript`)).json()) as { requests: TranscriptEntry[] };
    return requests;
  };

  return {
    url: running.url,
    vault,
    sent,
    call,
    control,
    transcript,
    async stop(): Promise<void> {
      await running.stop();
      database?.stop();
    },
    clear: () => fetch(`${running.url}/__transcript`, { method: 'DELETE' }),
    /** Runs a tool as the family does, retries included. */
    run: (name: string, args: Record<string, unknown>, changes?: CallChanges) =>
      runTool(tool(name), args, call(changes)),
    /** Runs a tool with one attempt, so that a failure is seen as it is. */
    runOnce: (name: string, args: Record<string, unknown>, changes?: CallChanges) => {
      const { definition, ...rest } = tool(name);
      return runTool({ ...rest, definition: { ...definition, retry: NO_RETRY } }, args, call(changes));
    },
    /** Reads a resource, renders a prompt or completes an argument. */
    answer: (invocation: DistributiveOmit<Invocation, 'context'>, changes?: CallChanges): Promise<Outcome> => {
      const made = call(changes);
      return answerInvocation(family, { ...invocation, context: made.context } as Invocation, made);
    },
  };
}
export type Lab = Awaited<ReturnType<typeof openLab>>;

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

function tool(name: string): Tool {
  const found = family.tools.get(name);
  if (!found) throw new Error(`The family has no tool "${name}".`);
  return found;
}

function requestOf(input: string | URL | Request, init: RequestInit | undefined): SentRequest {
  return {
    method: init?.method ?? 'GET',
    url: new URL(input instanceof Request ? input.url : input),
    headers: Object.fromEntries(new Headers(init?.headers)),
    body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
  };
}

/** Structured content of an outcome that must be a success. */
export function dataOf(outcome: Outcome): Record<string, unknown> {
  if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
  return outcome.structuredContent as Record<string, unknown>;
}

/** Consent and reason as the provider wants them. */
export const CONSENT = { consent: 'Y', reason: 'Onboarding of a new customer' };

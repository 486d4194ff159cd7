import { randomUUID } from 'node:crypto';
import { afterAll, jest } from '@jest/globals';
import { answerInvocation } from '../../functions/kit/family/answer-invocation.ts';
import { backgroundCallOf, callOf, type FamilyResources } from '../../functions/kit/family/call-of.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';
import type { Call } from '../../functions/kit/tool/call.ts';
import type { Family } from '../../functions/kit/tool/define-family.ts';
import type { CallContext, Invocation, Outcome, Principal } from '../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from './dynamodb.ts';
import { familyTable, filesInMemory, testSealer } from './family-stores.ts';
import { recordRequests, type SentRequest } from './sent-requests.ts';

/** A provider's stand-in, as `sandboxes/<name>/sandbox.ts` exports it. */
export interface Sandbox {
  name: string;
  start(options: { log(line: string): void }): Promise<{ url: string; stop(): Promise<void> }>;
  environment(url: string): Record<string, string>;
  secret(): Record<string, string>;
}

/** What a call may change. The caller is `test:ada` of tenant `test`, has every scope and 30 seconds. */
export interface CallOptions extends Partial<Omit<Principal, 'id'>> {
  /** Id of the caller. */
  owner?: string;
  context?: Partial<CallContext>;
  /** Settings and keys of the secret that replace those of the harness. */
  settings?: Record<string, string>;
  secret?: Record<string, string>;
  signal?: AbortSignal;
}

export interface HarnessOptions {
  /** Provider that the family asks; without it the family has its default settings and an empty secret. */
  sandbox?: Sandbox;
  /** Options of every call that does not say otherwise. */
  calls?: CallOptions;
  /** A database for the tests of a file that open several harnesses; they stop it themselves. */
  database?: TestDatabase;
}

/** A request as a stand-in lists it; stand-ins add names of headers and parameters. */
export interface Received {
  path: string;
  status: number;
  /** Names of the fields of the body, if the stand-in lists them. */
  fields: string[];
}

export type FamilyHarness = Awaited<ReturnType<typeof openFamilyHarness>>;
type ContextFree<Union> = Union extends unknown ? Omit<Union, 'context'> : never;

/** Opens a family from its manifest: real HTTP to a stand-in, a real table, and files and sealed fields in memory. */
export async function openFamilyHarness(family: Family, { sandbox, calls = {}, database }: HarnessOptions = {}) {
  const { settings: declared, egress, store, files: keepsFiles, fieldEncryption } = family.manifest;
  const running = await sandbox?.start({ log: () => undefined });
  const url = running?.url ?? '';
  const ownDatabase = store && !database ? await startDynamoDb() : undefined;
  const tables = database ?? ownDatabase;
  const table = store && tables && (await familyTable(tables, store.indexes));
  const files = filesInMemory();
  const sealer = testSealer();
  const sent: SentRequest[] = [];
  let clock: { mockRestore(): void } | undefined;
  /** The secret as Secrets Manager holds it, and as the function read it last. */
  const vault = { stored: sandbox?.secret() ?? {}, read: sandbox?.secret() ?? {} };

  const resourcesOf = ({ settings: changed, secret }: CallOptions): FamilyResources => {
    const defaults = Object.entries(declared).map(([name, each]) => [name, each.developmentDefault ?? each.default]);
    const settings = {
      ...Object.fromEntries(defaults),
      ...sandbox?.environment(url),
      ...calls.settings,
      ...changed,
    };
    const sdk = openOutbound(egress, settings);
    return {
      settings,
      table,
      sdk,
      outbound: recordRequests(sdk.fetch, sent),
      files: keepsFiles && files.of,
      sealer: fieldEncryption ? sealer : undefined,
      async secret(options) {
        if (options?.fresh) vault.read = vault.stored;
        return { ...vault.read, ...calls.secret, ...secret };
      },
    };
  };
  const call = (changes: CallOptions = {}): Call => {
    const { owner, context, settings, secret, signal, ...principal } = { ...calls, ...changes };
    const caller = { id: owner ?? 'test:ada', tenant: 'test', tier: 'free' as const, roles: [], scopes: ['*'] };
    return callOf(
      {
        correlationId: randomUUID(),
        principal: { credential: 'test-credential', ...caller, ...principal },
        deadline: Date.now() + 30_000,
        confirmed: false,
        providerKey: randomUUID().replaceAll('-', ''),
        ...context,
      },
      signal ?? new AbortController().signal,
      resourcesOf({ settings, secret }),
      () => undefined,
    );
  };
  const background = () => {
    const work = { correlationId: randomUUID(), deadline: Date.now() + 30_000, signal: AbortSignal.timeout(30_000) };
    return backgroundCallOf(work, resourcesOf({}));
  };
  const answer = (invocation: ContextFree<Invocation>, options?: CallOptions, of = family): Promise<Outcome> => {
    const made = call(options);
    return answerInvocation(of, { ...invocation, context: made.context }, made);
  };
  /** `pay` is the newest version, `pay@1.0.0` a given one. */
  const toolCall = (reference: string, args: Record<string, unknown>) => {
    const [tool = '', version = family.tools.get(tool)?.definition.version ?? '1.0.0'] = reference.split('@');
    return { tool, version, arguments: args };
  };
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the stand-in answered
  const ask = async (path: string, init?: RequestInit): Promise<any> => {
    const response = await fetch(`${url}${path}`, init);
    if (!response.ok) throw new Error(`The stand-in refused ${path}: ${await response.text()}`);
    return response.json();
  };

  return {
    url,
    get table() {
      if (!table) throw new Error(`The manifest of the family "${family.manifest.name}" declares no store.`);
      return table;
    },
    sealer,
    files: files.kept,
    vault,
    /** Requests that the family sent through `fetch`, in order. */
    sent,
    call,
    background,
    /** Answers any invocation as the family's function does. */
    answer,
    run: (tool: string, args: Record<string, unknown>, options?: CallOptions) =>
      answer({ kind: 'tool', ...toolCall(tool, args) }, options),
    /** Runs a tool with a single attempt, so that a failure is not retried. */
    runOnce(tool: string, args: Record<string, unknown>, options?: CallOptions) {
      const found = family.tools.get(tool);
      if (!found) throw new Error(`The family has no tool "${tool}".`);
      const definition = { ...found.definition, retry: { ...found.definition.retry, maxAttempts: 1 } };
      const once = { ...family, versions: new Map([[`${tool}@${definition.version}`, { ...found, definition }]]) };
      return answer({ kind: 'tool', ...toolCall(tool, args) }, options, once);
    },
    /** The sentence that a person would be asked to confirm. */
    async effect(tool: string, args: Record<string, unknown>, options?: CallOptions): Promise<string> {
      const outcome = await answer({ kind: 'effect', ...toolCall(tool, args) }, options);
      return outcome.status === 'ok' ? (outcome.effect ?? '') : '';
    },
    lookUp: (tool: string, args: Record<string, unknown>, options?: CallOptions) =>
      answer({ kind: 'look-up', ...toolCall(tool, args) }, options),
    /** The JSON of a resource; `{user_id}` in a URI is filled in, as front does. */
    async read(uri: string, options?: CallOptions) {
      const outcome = await answer({ kind: 'resource', uri }, options);
      if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
      return JSON.parse(String(outcome.contents?.[0]?.text));
    },
    /** Hands the family an event of the provider, as its queue does. */
    async event(body: object): Promise<void> {
      const source = sandbox?.name ?? '';
      const handle = family.onEvent[source];
      if (!handle) throw new Error(`The family handles no events of "${source}".`);
      const id = 'id' in body ? String(body.id) : randomUUID();
      const receivedAt = new Date().toISOString();
      await handle({ kind: 'event', source, id, correlationId: randomUUID(), receivedAt, body }, background());
    },
    async schedule(name: string): Promise<void> {
      await family.onSchedule[name]?.(background());
    },
    /** A request to the stand-in itself; fails unless the stand-in answers with 2xx. */
    ask,
    /** Orders for the stand-in; its README.md lists them. */
    control: (orders: object) => ask('/__control', { method: 'POST', body: JSON.stringify(orders) }),
    /** The requests that the stand-in has received since the last `clear`. */
    transcript: async (): Promise<Received[]> => (await ask('/__transcript')).requests,
    clear: () => fetch(`${url}/__transcript`, { method: 'DELETE' }),
    /** Sets the clock that the family reads, in Unix milliseconds, until `stop`. */
    setTime(now: number): void {
      clock = jest.spyOn(Date, 'now').mockReturnValue(now);
    },
    async stop(): Promise<void> {
      clock?.mockRestore();
      await running?.stop();
      ownDatabase?.stop();
    },
  };
}

/** Opens a family for all tests of a file, and stops it after them. */
export async function familyUnderTest(family: Family, options?: HarnessOptions): Promise<FamilyHarness> {
  const harness = await openFamilyHarness(family, options);
  afterAll(() => harness.stop());
  return harness;
}

/** Structured content of an outcome that must be a success. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the tool answered
export function dataOf(outcome: Outcome): any {
  if (outcome.status !== 'ok') throw new Error(`The outcome is ${JSON.stringify(outcome)}.`);
  return outcome.structuredContent;
}

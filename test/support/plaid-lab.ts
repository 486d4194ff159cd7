import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { answerInvocation } from '../../functions/kit/family/answer-invocation.ts';
import { backgroundCallOf, callOf } from '../../functions/kit/family/call-of.ts';
import type { SealContext, Sealer } from '../../functions/kit/field-encryption/sealer.ts';
import { openOutbound } from '../../functions/kit/outbound/outbound.ts';
import type { FamilyTable } from '../../functions/kit/store/table-store.ts';
import type { Family } from '../../functions/kit/tool/define-family.ts';
import { effectOf, lookUpCall, runTool } from '../../functions/kit/tool/run-tool.ts';
import sandboxModule from '../../sandboxes/plaid/sandbox.ts';
import type { CallContext, Outcome } from '../../schemas/invocation.ts';
import { startDynamoDb } from './dynamodb.ts';

export interface PlaidChanges {
  owner?: string;
  settings?: Record<string, string>;
  secret?: Record<string, string>;
  context?: Partial<CallContext>;
}

/** A family of Plaid's against the running stand-in, with a table and a key of its own. */
export async function openPlaidLab(family: Family) {
  const database = await startDynamoDb();
  const sandbox = await sandboxModule.start({ log: () => undefined });
  const table: FamilyTable = { client: database.client, table: await database.table(), indexes: ['byDay'] };
  await indexByDay(table);
  const sealer = testSealer();
  const { settings: declared, egress } = family.manifest;
  const defaults = Object.fromEntries(Object.entries(declared).map(([name, setting]) => [name, setting.default]));

  const resourcesOf = ({ settings: changes = {}, secret = {} }: PlaidChanges) => {
    const settings = { ...defaults, ...sandboxModule.environment(sandbox.url), ...changes };
    const { fetch, agents, dispatcher } = openOutbound(egress, settings);
    return {
      settings,
      table,
      sealer,
      outbound: fetch,
      sdk: { agents, dispatcher },
      secret: async () => ({ ...sandboxModule.secret(), ...secret }),
    };
  };

  const call = (changes: PlaidChanges = {}) =>
    callOf(
      {
        correlationId: randomUUID(),
        principal: {
          id: changes.owner ?? 'test:ada',
          tenant: 'lab',
          tier: 'free',
          roles: [],
          scopes: [],
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

  const ask = async (path: string, body?: object) => {
    const headers = {
      'plaid-client-id': sandboxModule.secret().PLAID_CLIENT_ID ?? '',
      'plaid-secret': sandboxModule.secret().PLAID_SECRET ?? '',
    };
    const answer = await fetch(`${sandbox.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The stand-in refused ${path}: ${await answer.text()}`);
    return answer.json();
  };

  const everything = async () => {
    const found: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table.client.send(new ScanCommand({ TableName: table.table, ExclusiveStartKey }));
      for (const item of page.Items ?? []) found.push(item);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return found;
  };
  const publicToken = async (): Promise<string> => {
    const made = await ask('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['transactions'],
    });
    return (made as { public_token: string }).public_token;
  };

  return {
    url: sandbox.url,
    table,
    /** All that the family keeps. */
    everything,
    /** A new person who has linked a bank: who it is, and what the tool answered. */
    async linked() {
      const who = { owner: `test:person-${randomUUID()}` };
      const outcome = await runTool(toolOf('link_bank_account'), { public_token: await publicToken() }, call(who));
      if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
      return { who, ...(outcome.structuredContent as { account_id: string; accounts: { account_id: string }[] }) };
    },
    /** Item and access token of an account, as the family alone can read them. */
    async itemOf(owner: string, accountId: string): Promise<{ itemId: string; token: string }> {
      const items = await everything();
      const account = items.find(({ sk, pk }) => sk === `account#${accountId}` && String(pk).endsWith(`user#${owner}`));
      const link = items.find(({ sk }) => sk === `link#${account?.itemId}`);
      if (!link) throw new Error('The account is not linked.');
      const context = { tenant: 'lab', owner, purpose: 'plaid-access-token' };
      return { itemId: String(link.itemId), token: await sealer.open(String(link.sealedToken), context) };
    },
    call,
    ask,
    /** What a person gives who has signed in at the bank. */
    publicToken,
    /** Orders for the stand-in (sandboxes/plaid/README.md). */
    control: (orders: Record<string, unknown>) => ask('/__control', orders),
    /** Paths that the family asked for since the last time, in order, with the names of the fields that it sent. */
    async asked(): Promise<{ path: string; fields: string[]; status: number }[]> {
      const { requests } = (await ask('/__transcript')) as {
        requests: { path: string; fields: string[]; status: number }[];
      };
      await fetch(`${sandbox.url}/__transcript`, { method: 'DELETE' });
      return requests.filter(({ path }) => !path.startsWith('/sandbox/'));
    },
    run: (name: string, args: Record<string, unknown>, changes?: PlaidChanges): Promise<Outcome> =>
      runTool(toolOf(name), args, call(changes)),
    effect: (name: string, args: Record<string, unknown>, changes?: PlaidChanges): Promise<string> =>
      effectOf(toolOf(name), args, call(changes)),
    lookUp: (name: string, args: Record<string, unknown>, changes?: PlaidChanges): Promise<Outcome> =>
      lookUpCall(toolOf(name), args, call(changes)),
    /** What a resource holds; `user_id` as front hands it on. */
    async read(uri: string, changes?: PlaidChanges) {
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
      const handle = family.onEvent.plaid;
      if (!handle) throw new Error('The family handles no events.');
      const event = { kind: 'event', source: 'plaid', id: randomUUID(), correlationId: randomUUID(), body } as const;
      await handle({ ...event, receivedAt: new Date().toISOString() }, background);
    },
    async stop(): Promise<void> {
      await sandbox.stop();
      await database.stop();
    },
  };
}
export type PlaidLab = Awaited<ReturnType<typeof openPlaidLab>>;

/** Seals under a key of the test as KMS's data keys do: what was sealed opens under the very same context alone. */
function testSealer(): Sealer {
  const key = randomBytes(32);
  const bound = ({ tenant, owner, purpose }: SealContext) => Buffer.from(JSON.stringify([tenant, owner, purpose]));
  return {
    async seal(text, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(bound(context));
      return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    async open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      const opened = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(bound(context))
        .setAuthTag(bytes.subarray(-16));
      return Buffer.concat([opened.update(bytes.subarray(12, -16)), opened.final()]).toString();
    },
  };
}

function indexByDay({ client, table: TableName }: FamilyTable): Promise<unknown> {
  return client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: ['pk', 'sk', 'byDayPk', 'byDaySk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byDay',
            KeySchema: [
              { AttributeName: 'byDayPk', KeyType: 'HASH' },
              { AttributeName: 'byDaySk', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
}

import { randomUUID } from 'node:crypto';
import family from '../../functions/families/fraud/family.ts';
import { answerInvocation } from '../../functions/kit/family/answer-invocation.ts';
import { callOf } from '../../functions/kit/family/call-of.ts';
import type { Sealer } from '../../functions/kit/field-encryption/sealer.ts';
import type { FamilyFiles } from '../../functions/kit/files/files.ts';
import { outboundFetch } from '../../functions/kit/outbound/outbound.ts';
import { type FamilyTable, familyStore } from '../../functions/kit/store/table-store.ts';
import type { Call } from '../../functions/kit/tool/call.ts';
import { effectOf, lookUpCall, runTool } from '../../functions/kit/tool/run-tool.ts';
import type { CallContext, Outcome } from '../../schemas/invocation.ts';
import { startDynamoDb } from './dynamodb.ts';

export interface Who {
  id?: string;
  roles?: string[];
  scopes?: string[];
  tenant?: string;
  context?: Partial<CallContext>;
}

/** Opens for the same context alone, as KMS does; that KMS seals is for the tests of the gateway. */
const sealer: Sealer = {
  seal: async (text, context) => JSON.stringify({ context, text: Buffer.from(text).toString('base64') }),
  open: async (sealed, context) => {
    const { context: of, text } = JSON.parse(sealed);
    if (JSON.stringify(of) !== JSON.stringify(context)) throw new Error('sealed for something else');
    return Buffer.from(text, 'base64').toString();
  },
};

/** The family with a table of its own, and files in memory. */
export async function openFraudLab() {
  const database = await startDynamoDb();
  const table: FamilyTable = { client: database.client, table: await database.table(), indexes: [] };
  const files = new Map<string, { type: string; text: string }>();
  const settings = Object.fromEntries(
    Object.entries(family.manifest.settings).map(([name, setting]) => [name, setting.default]),
  );
  const filesOf = (tenant: string): FamilyFiles => ({
    async put({ key, type, body }) {
      files.set(`${tenant}/${key}`, { type, text: Buffer.from(body).toString() });
    },
    async link({ key, seconds }) {
      const expiresAt = new Date(Date.now() + seconds * 1_000).toISOString();
      return { url: `https://files.example/${tenant}/${key}`, expiresAt };
    },
  });
  const call = ({ id = 'test:ada', tenant = 'lab', roles = ['user'], scopes = ['*'], context }: Who = {}): Call =>
    callOf(
      {
        correlationId: randomUUID(),
        principal: { id, tenant, tier: 'free', roles, scopes, credential: 'lab' },
        deadline: Date.now() + 30_000,
        confirmed: true,
        providerKey: randomUUID().replaceAll('-', ''),
        ...context,
      },
      new AbortController().signal,
      {
        settings,
        table,
        sealer,
        files: filesOf,
        outbound: outboundFetch([], settings),
        secret: async () => ({}),
      },
      () => undefined,
    );
  const toolOf = (name: string) => {
    const found = family.tools.get(name);
    if (!found) throw new Error(`The family has no tool "${name}".`);
    return found;
  };
  return {
    files,
    call,
    store: familyStore(table, 'lab'),
    run: (name: string, args: Record<string, unknown>, who?: Who): Promise<Outcome> =>
      runTool(toolOf(name), args, call(who)),
    effect: (name: string, args: Record<string, unknown>, who?: Who): Promise<string> =>
      effectOf(toolOf(name), args, call(who)),
    lookUp: (name: string, args: Record<string, unknown>, who?: Who): Promise<Outcome> =>
      lookUpCall(toolOf(name), args, call(who)),
    /** What a resource holds; `user_id` as front hands it on. */
    async read(uri: string, who?: Who) {
      const made = call(who);
      const outcome = await answerInvocation(family, { kind: 'resource', uri, context: made.context }, made);
      if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
      return JSON.parse(String(outcome.contents?.[0]?.text));
    },
    stop: () => database.stop(),
  };
}
export type FraudLab = Awaited<ReturnType<typeof openFraudLab>>;

import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Outcome } from '../../../../schemas/invocation.ts';
import type { Sealer } from '../../../kit/field-encryption/sealer.ts';
import type { FamilyTable } from '../../../kit/store/table-store.ts';

/** The parts of the family harness that this helper needs; the test opens the harness. */
interface Harness {
  table: FamilyTable;
  sealer: Sealer;
  vault: { stored: Record<string, string> };
  ask(path: string, init?: RequestInit): Promise<Record<string, unknown>>;
  run(tool: string, args: Record<string, unknown>, options: { owner: string }): Promise<Outcome>;
  transcript(): Promise<{ path: string; fields: string[]; status: number }[]>;
  clear(): Promise<unknown>;
}

/** Helpers for tests that use Plaid's stand-in and the items that the family has stored. */
export function plaidOf(harness: Harness) {
  const { PLAID_CLIENT_ID: id = '', PLAID_SECRET: secret = '' } = harness.vault.stored;
  const headers = { 'plaid-client-id': id, 'plaid-secret': secret };
  const ask = (path: string, body: object) =>
    harness.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  /** All items of the family's table. */
  const everything = async () => {
    const { client, table: TableName } = harness.table;
    const found: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
      for (const item of Items) found.push(item);
    }
    return found;
  };
  /** The public token that a person gets by signing in at the bank. */
  const publicToken = async (institution_id = 'ins_109508') => {
    const bank = { institution_id, initial_products: ['transactions'] };
    return String((await ask('/sandbox/public_token/create', bank)).public_token);
  };
  return {
    ask,
    everything,
    publicToken,
    /** A new person with a linked bank, and the answer of the tool. */
    async linked() {
      const who = { owner: `test:person-${randomUUID()}` };
      const outcome = await harness.run('link_bank_account', { public_token: await publicToken() }, who);
      if (outcome.status !== 'ok') throw new Error(`The outcome is ${outcome.status}.`);
      return { who, ...(outcome.structuredContent as { account_id: string; accounts: { account_id: string }[] }) };
    },
    /** Item and decrypted access token of an account. */
    async itemOf(owner: string, accountId: string): Promise<{ itemId: string; token: string }> {
      const items = await everything();
      const account = items.find(({ sk, pk }) => sk === `account#${accountId}` && String(pk).endsWith(`user#${owner}`));
      const link = items.find(({ sk }) => sk === `link#${account?.itemId}`);
      if (!link) throw new Error('The account is not linked.');
      const context = { tenant: 'test', owner, purpose: 'plaid-access-token' };
      return { itemId: String(link.itemId), token: await harness.sealer.open(String(link.sealedToken), context) };
    },
    /** Requests of the family since the last call, in order, with the names of the fields that they sent. */
    async asked() {
      const requests = await harness.transcript();
      await harness.clear();
      return requests.filter(({ path }) => !path.startsWith('/sandbox/'));
    },
  };
}

import * as z from 'zod';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { ACCOUNT_FORM, AccountId, describeAccount } from '../links/accounts.ts';
import { findAccount } from '../links/link-access.ts';
import { type Unlinked, type UnlinkedFacts, unlinkedKey } from '../links/records.ts';
import { accountsOf, unlinkItem } from '../links/unlink-item.ts';
import { modeOf } from '../provider/client.ts';
import { PLAID_FAILURES } from '../provider/failures.ts';
import { ERASES, WRITE_SCOPE } from '../tool-traits.ts';

function answer(call: Call, { institution, accountIds, unlinkedAt }: UnlinkedFacts) {
  return {
    success: true as const,
    institution,
    account_ids: accountIds,
    unlinked_at: unlinkedAt,
    idempotency_key: call.context.idempotencyKey ?? null,
    mode: modeOf(call),
  };
}

export default defineTool({
  name: 'unlink_bank_account',
  version: '1.0.0',
  title: 'Unlink a bank',
  description:
    'Ends the link to the bank of an account, with all accounts of that sign-in: Plaid’s access ends, and the access token, accounts and transactions that are stored here are erased.',
  category: 'banking',
  subcategory: 'links',
  tags: ['plaid'],
  examples: [{ title: 'The bank of an account', arguments: { account_id: 'inventedaccount0000000000001' } }],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Person whose bank it is. You if left out.' }),
    account_id: AccountId,
  }),
  output: z.object({
    success: z.literal(true),
    institution: z.string().nullable().describe('Name of the bank.'),
    account_ids: z.array(z.string()).describe('All accounts of the bank that were unlinked.'),
    unlinked_at: z.string().describe('ISO 8601, UTC.'),
    idempotency_key: z.string().nullable().describe('Idempotency key of the call.'),
    mode: z.enum(['test', 'live']),
  }),
  annotations: ERASES,
  timeoutMs: 45_000,
  subject: { name: 'bank-account', paths: ['user_id', 'account_ids'] },
  requiredScopes: WRITE_SCOPE,
  errorMappings: PLAID_FAILURES,
  auditFields: { user_id: 'person', account_id: ACCOUNT_FORM },
  async effect({ user_id, account_id: id }, call) {
    const owner = user_id ?? call.context.principal.id;
    const { link } = await findAccount(call, { id, owner });
    const accounts = await accountsOf(call, { owner, itemId: link.itemId });
    const named = accounts.map(describeAccount).sort().join(', ');
    const whose = owner === call.context.principal.id ? '' : ` of ${owner}`;
    return `Unlink ${link.institution ?? 'the bank'}${whose}: Plaid’s access to it ends, and the stored data of ${named} is erased.`;
  },
  async execute({ user_id, account_id: id }, call) {
    const owner = user_id ?? call.context.principal.id;
    const before = await call.store.get<Unlinked>(unlinkedKey(owner, id));
    if (before) return { data: answer(call, before) };
    const { link } = await findAccount(call, { id, owner });
    const { unlinked, meta } = await unlinkItem(call, { owner, link });
    return { data: answer(call, unlinked), meta };
  },
});

import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { ACCOUNT_FORM, AccountId } from '../links/accounts.ts';
import { recordFault } from '../links/faults.ts';
import { accessOf, findAccount, type LinkAccess } from '../links/link-access.ts';
import type { Link } from '../links/records.ts';
import { askPlaid } from '../provider/ask.ts';
import { modeOf } from '../provider/client.ts';
import { PLAID_FAILURES, plaidCodeOf } from '../provider/failures.ts';
import { beginLink, renewedOf } from '../provider/link-session.ts';
import { askToSignIn, canSignIn } from '../provider/sign-in-again.ts';
import { type Synced, syncLink } from '../sync/sync-link.ts';
import { BILLED_RATE, CHANGES_ONCE, WRITE_SCOPE } from '../tool-traits.ts';

async function refresh(call: Call, access: LinkAccess, link: Link) {
  try {
    const access_token = await access.tokenOf(link);
    const { meta } = await askPlaid(call, (plaid) => plaid.transactionsRefresh({ access_token }));
    const synced = await syncLink(access, link.itemId);
    return {
      data: {
        success: true as const,
        state: stateOf(synced),
        history: (synced.state === 'done' ? synced.link : link).history ?? null,
        changed: synced.state === 'done' ? synced.changed : 0,
        removed: synced.state === 'done' ? synced.removed : 0,
        last_updated: (synced.state === 'done' ? synced.link : link).syncedAt ?? null,
        mode: modeOf(call),
      },
      meta,
    };
  } catch (thrown) {
    await recordFault(access, link, thrown);
    throw thrown;
  }
}

function stateOf(synced: Synced): 'fetched' | 'not_ready' | 'under_way' {
  if (synced.state !== 'done') return 'under_way';
  return synced.link.history === 'not_ready' ? 'not_ready' : 'fetched';
}

export default defineTool({
  name: 'refresh_bank_data',
  version: '1.1.0',
  title: 'Fetch new transactions from a bank',
  description:
    'Has Plaid ask the bank of an account for new transactions, and fetches what is there. If the bank wants a new sign-in, the person is sent to its page (or E2005 says how).',
  category: 'banking',
  subcategory: 'data',
  tags: ['plaid'],
  examples: [{ title: 'The bank of an account', arguments: { account_id: 'inventedaccount0000000000001' } }],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Person whose account it is. You if left out.' }),
    account_id: AccountId,
  }),
  output: z.object({
    success: z.literal(true),
    state: z
      .enum(['fetched', 'not_ready', 'under_way'])
      .describe('not_ready: Plaid still fetches from the bank, ask again in a minute; under_way: another fetch runs.'),
    history: z
      .enum(['not_ready', 'initial', 'complete'])
      .nullable()
      .describe('How much of the past is there. initial: the last 30 days or so, older ones follow.'),
    changed: z.int().describe('Number of new or changed transactions, over all accounts of the bank.'),
    removed: z.int().describe('Number of transactions that the bank removed.'),
    last_updated: z.string().nullable().describe('When transactions were last fetched; ISO 8601, UTC.'),
    mode: z.enum(['test', 'live']),
  }),
  annotations: CHANGES_ONCE,
  rateLimit: BILLED_RATE,
  timeoutMs: 45_000,
  requiredScopes: WRITE_SCOPE,
  errorMappings: PLAID_FAILURES,
  auditFields: { user_id: 'person', account_id: ACCOUNT_FORM },
  async execute({ user_id, account_id: id }, call) {
    const owner = user_id ?? call.context.principal.id;
    const { link } = await findAccount(call, { id, owner });
    const access = accessOf(call, owner);
    try {
      return await refresh(call, access, link);
    } catch (thrown) {
      const wantsSignIn = thrown instanceof ManifoldError && thrown.code === 'E2005';
      if (!wantsSignIn || !canSignIn(call)) throw thrown;
      const { data } = await beginLink(call, {
        owner,
        renewed: await renewedOf(access, { ...link, fault: plaidCodeOf(thrown) }, { addAccounts: false }),
      });
      if (data.hosted_link_url === undefined) throw thrown;
      return askToSignIn({ url: data.hosted_link_url, bank: link.institution ?? 'The bank' });
    }
  },
});

import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { ACCOUNT_FORM, AccountId } from '../links/accounts.ts';
import { accessOf, findAccount } from '../links/link-access.ts';
import { modeOf } from '../provider/client.ts';
import { PLAID_FAILURES } from '../provider/failures.ts';
import { beginLink, type Renewed, renewedOf } from '../provider/link-session.ts';
import { BILLED_RATE, CHANGES_ONCE, WRITE_SCOPE } from '../tool-traits.ts';

export default defineTool({
  name: 'create_link_token',
  version: '1.1.0',
  title: 'Begin to link a bank',
  description:
    'Begins a session in which a person signs in at a bank, on Plaid’s page (hosted_link_url) or with Plaid Link (link_token). Then call link_bank_account. With account_id it renews a linked bank.',
  category: 'banking',
  subcategory: 'links',
  tags: ['plaid'],
  examples: [
    { title: 'A new bank', arguments: {} },
    { title: 'Sign in again at a linked one', arguments: { account_id: 'inventedaccount0000000000001' } },
  ],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Person who signs in. You if left out.' }),
    account_id: AccountId.optional().meta({
      description: 'A linked account, to renew sign-in and consent.',
    }),
    add_accounts: z.boolean().default(false).describe('With account_id: the person may share more accounts.'),
  }),
  output: z.object({
    link_token: z.string().describe('For Plaid Link on a page of your own.'),
    hosted_link_url: z.string().nullable().describe('Page of Plaid on which the person signs in.'),
    purpose: z.enum(['link', 'sign_in_again', 'consent', 'add_accounts']),
    expires_at: z.string().describe('ISO 8601, UTC.'),
    mode: z.enum(['test', 'live']).describe('test: no real bank is involved.'),
  }),
  annotations: CHANGES_ONCE,
  rateLimit: BILLED_RATE,
  requiredScopes: WRITE_SCOPE,
  errorMappings: PLAID_FAILURES,
  auditFields: { user_id: 'person', account_id: ACCOUNT_FORM, add_accounts: 'closed' },
  validate({ account_id: id, add_accounts }) {
    if (id !== undefined || !add_accounts) return;
    throw new ManifoldError('E2003', '"add_accounts" needs the "account_id" of a linked account of the bank.', {
      details: { field: 'account_id', expectedFormat: 'the id of a linked account' },
    });
  },
  async execute({ user_id, account_id: id, add_accounts: addAccounts }, call) {
    const owner = user_id ?? call.context.principal.id;
    const link = id === undefined ? undefined : (await findAccount(call, { id, owner })).link;
    const renewed = link && (await renewedOf(accessOf(call, owner), link, { addAccounts }));
    const { data, meta } = await beginLink(call, { owner, renewed });
    return {
      data: {
        link_token: data.link_token,
        hosted_link_url: data.hosted_link_url ?? null,
        purpose: purposeOf(renewed),
        expires_at: data.expiration,
        mode: modeOf(call),
      },
      meta,
    };
  },
});

function purposeOf(renewed: Renewed | undefined): 'link' | 'sign_in_again' | 'consent' | 'add_accounts' {
  if (!renewed) return 'link';
  if (renewed.asksConsent) return 'consent';
  return renewed.addAccounts ? 'add_accounts' : 'sign_in_again';
}

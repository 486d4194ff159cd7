import * as z from 'zod';
import { ManifoldError } from '../../../runtime/errors/manifold-error.ts';
import type { Call } from '../../../runtime/tool/call.ts';
import { defineTool } from '../../../runtime/tool/define-tool.ts';
import { AccountOutput, accountFacts } from '../links/accounts.ts';
import { deskOf } from '../links/desk.ts';
import { completeLink, exchange, exchangedBefore } from '../links/link-item.ts';
import type { Link } from '../links/records.ts';
import { modeOf } from '../provider/client.ts';
import { PLAID_FAILURES } from '../provider/failures.ts';
import { syncLink } from '../sync/sync-link.ts';
import { BILLED_RATE, LINKS_EACH_TIME, NO_RETRY, WRITE_SCOPE } from '../tool-traits.ts';

const TOKEN = /^public-(sandbox|production)-[\w-]{8,200}$/;
const RIGHT = 'the public token that Plaid Link gave (public-…)';

/** Everything after the exchange may be done again, so a link that broke off is completed by a repeat. */
async function complete(call: Call, { owner, link }: { owner: string; link: Link }) {
  const { accounts, institution, meta } = await completeLink(call, { owner, link });
  const { idempotencyKey, providerKey } = call.context;
  return {
    data: {
      success: true as const,
      account_id: accounts[0]?.accountId ?? null,
      institution,
      accounts: accounts.map(accountFacts),
      transactions: await firstSync(call, { owner, link }),
      idempotency_key: idempotencyKey ?? null,
      provider_key: providerKey ?? null,
      mode: modeOf(call),
    },
    meta,
  };
}

/** Plaid tells of new transactions only after it was asked for them once. */
async function firstSync(call: Call, { owner, link }: { owner: string; link: Link }) {
  try {
    const { state } = await syncLink(deskOf(call, owner), link.itemId);
    return state === 'done' ? ('fetched' as const) : ('pending' as const);
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return 'pending' as const;
    throw thrown;
  }
}

export default defineTool({
  name: 'link_bank_account',
  version: '1.0.0',
  title: 'Link a bank',
  description:
    'Links a bank in which a person has signed in (create_link_token): all accounts that the person has chosen there. It takes the public token of that session, never a password or an access token.',
  category: 'banking',
  subcategory: 'links',
  tags: ['plaid'],
  examples: [
    {
      title: 'With the token of a session',
      arguments: { public_token: 'public-sandbox-00000000-0000-0000-0000-000000000000' },
    },
  ],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Whose bank it is; yours, where it is left out.' }),
    public_token: z
      .string()
      .min(1)
      .max(300)
      .meta({ description: 'Public token that Plaid Link gave; good once, for 30 minutes.' }),
  }),
  output: z.object({
    success: z.literal(true),
    account_id: z.string().nullable().describe('The first of the accounts.'),
    institution: z.string().nullable().describe('Name of the bank.'),
    accounts: z.array(AccountOutput),
    transactions: z.enum(['fetched', 'pending']).describe('pending: the bank has not given them yet; they follow.'),
    idempotency_key: z.string().nullable().describe('Key that the call came with: a repeat with it is no second one.'),
    provider_key: z.string().nullable().describe('Name of this call in the logs; Plaid itself takes no keys.'),
    mode: z.enum(['test', 'live']).describe('In test no real bank is asked.'),
  }),
  annotations: LINKS_EACH_TIME,
  retry: NO_RETRY,
  rateLimit: BILLED_RATE,
  timeoutMs: 45_000,
  requiredScopes: WRITE_SCOPE,
  errorMappings: PLAID_FAILURES,
  sensitiveFields: ['public_token'],
  auditFields: ['user_id'],
  checkWith: 'banking://me/accounts',
  validate: ({ public_token: token }) => {
    if (TOKEN.test(token)) return;
    const fault = /^(access|link)-/.test(token)
      ? `is ${token.startsWith('link') ? 'a link token; it begins a session, and the public token is what ends it' : 'an access token. Those never go through here; unlink the bank where it came from'}`
      : 'is no public token of Plaid';
    throw new ManifoldError('E2004', `"public_token" ${fault}.`, {
      details: { field: 'public_token', expectedFormat: RIGHT },
    });
  },
  async execute({ user_id, public_token: publicToken }, call) {
    const owner = user_id ?? call.context.principal.id;
    refuseOtherMode(call, publicToken);
    const known = await exchangedBefore(call, { owner, publicToken });
    return complete(call, { owner, link: known ?? (await exchange(call, { owner, publicToken })) });
  },
  async lookUp({ user_id, public_token: publicToken }, call) {
    const owner = user_id ?? call.context.principal.id;
    const link = await exchangedBefore(call, { owner, publicToken });
    // Plaid cannot be asked what became of a public token.
    return link ? { state: 'found', answer: await complete(call, { owner, link }) } : { state: 'unknown' };
  },
});

function refuseOtherMode(call: Call, token: string): void {
  const mode = modeOf(call);
  if (token.startsWith('public-production-') === (mode === 'live')) return;
  throw new ManifoldError('E2004', `"public_token" is of another mode: this stage is in mode ${mode}.`, {
    details: { field: 'public_token', expectedFormat: mode === 'live' ? 'public-production-…' : 'public-sandbox-…' },
  });
}

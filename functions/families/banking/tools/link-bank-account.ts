import * as z from 'zod';
import type { OutcomeMeta } from '../../../../schemas/invocation.ts';
import { textKind } from '../../../../schemas/text-kind.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { AccountOutput, accountFacts } from '../links/accounts.ts';
import { type Deduplicated, deduplicate, finishDuplicate } from '../links/duplicates.ts';
import { accessOf } from '../links/link-access.ts';
import { completeLink, exchangePublicToken, findExchange } from '../links/link-item.ts';
import { type Link, linkKey } from '../links/records.ts';
import { modeOf } from '../provider/client.ts';
import { PLAID_FAILURES } from '../provider/failures.ts';
import { type Finished, resultOf } from '../provider/link-session.ts';
import { syncLink } from '../sync/sync-link.ts';
import { BILLED_RATE, LINKS_EACH_TIME, WRITE_SCOPE } from '../tool-traits.ts';

const TOKEN = /^public-(sandbox|production)-[\w-]{8,200}$/;
const RIGHT = 'the public token from Plaid Link (public-…)';

interface Linking {
  owner: string;
  link: Link;
  /** Absent after a session that renewed a link. */
  publicToken: string | undefined;
}

/** Everything after the exchange is safe to retry, so a retry completes a link that broke off. */
async function complete(call: Call, { owner, link, publicToken }: Linking) {
  const { link: now, accounts, meta } = await completeLink(call, { owner, link });
  return answerOf(call, owner, await deduplicate(call, { owner, link: now, accounts, publicToken }), meta);
}

async function answerOf(call: Call, owner: string, done: Deduplicated, meta: OutcomeMeta = {}) {
  const { link, accounts, alreadyLinked, replaced } = done;
  const { idempotencyKey, providerKey } = call.context;
  return {
    data: {
      success: true as const,
      account_id: accounts[0]?.accountId ?? null,
      institution: link.institution,
      accounts: accounts.map(accountFacts),
      already_linked: alreadyLinked,
      replaced_accounts: replaced,
      transactions: await firstSync(call, { owner, link }),
      idempotency_key: idempotencyKey ?? null,
      provider_key: providerKey ?? null,
      mode: modeOf(call),
    },
    meta,
  };
}

/** Plaid announces new transactions only after they were requested once. */
async function firstSync(call: Call, { owner, link }: { owner: string; link: Link }) {
  try {
    const synced = await syncLink(accessOf(call, owner), link.itemId);
    const isFetched = synced.state === 'done' && synced.link.history !== 'not_ready';
    return isFetched ? ('fetched' as const) : ('pending' as const);
  } catch (thrown) {
    if (thrown instanceof ManifoldError) return 'pending' as const;
    throw thrown;
  }
}

/** The answer of a link that was made before; undefined if the token was not exchanged yet. */
async function answerOfExchange(call: Call, { owner, publicToken }: { owner: string; publicToken: string }) {
  const known = await findExchange(call, { owner, publicToken });
  if (!known) return undefined;
  const { itemId, duplicateOf } = known;
  const kept = duplicateOf === undefined ? undefined : await finishDuplicate(call, { owner, itemId, duplicateOf });
  if (kept) return answerOf(call, owner, kept);
  const link = await call.store.get<Link>(linkKey(owner, itemId));
  return link && complete(call, { owner, link, publicToken });
}

export default defineTool({
  name: 'link_bank_account',
  version: '1.1.0',
  title: 'Link a bank',
  description:
    'Links a bank at which a person has signed in (create_link_token), with all accounts that the person has chosen there. It takes the link_token of a session on Plaid’s page, or the public token that Plaid Link gave to your own page. Never send a password or an access token.',
  category: 'banking',
  subcategory: 'links',
  tags: ['plaid'],
  examples: [
    { title: 'After Plaid’s page', arguments: { link_token: 'link-sandbox-00000000-0000-0000-0000-000000000000' } },
    {
      title: 'After Plaid Link on your own page',
      arguments: { public_token: 'public-sandbox-00000000-0000-0000-0000-000000000000' },
    },
  ],
  input: z.object({
    user_id: z.string().optional().meta({ description: 'Person whose bank it is. You if left out.' }),
    link_token: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({
        description: 'The link_token of create_link_token, after the person has signed in.',
        ...textKind('secret'),
      }),
    public_token: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .meta({ description: 'Public token from Plaid Link; valid once, for 30 minutes.', ...textKind('secret') }),
  }),
  output: z.object({
    success: z.literal(true),
    account_id: z.string().nullable().describe('The first of the accounts.'),
    institution: z.string().nullable().describe('Name of the bank.'),
    accounts: z.array(AccountOutput),
    already_linked: z
      .boolean()
      .describe('True if the person had linked these accounts before: that link is kept, and no second one is made.'),
    replaced_accounts: z
      .array(z.string())
      .describe('Ids of the same accounts in an earlier link that this one replaces; they are no longer valid.'),
    transactions: z
      .enum(['fetched', 'pending'])
      .describe('pending: the bank has not delivered them yet; they arrive later.'),
    idempotency_key: z
      .string()
      .nullable()
      .describe('Idempotency key of the call: a retry with it links nothing twice.'),
    provider_key: z.string().nullable().describe('Name of this call in the logs; Plaid takes no idempotency keys.'),
    mode: z.enum(['test', 'live']).describe('test: no real bank is involved.'),
  }),
  annotations: LINKS_EACH_TIME,
  retry: NO_RETRY,
  rateLimit: BILLED_RATE,
  timeoutMs: 45_000,
  requiredScopes: WRITE_SCOPE,
  errorMappings: PLAID_FAILURES,
  sensitiveFields: ['public_token', 'link_token'],
  auditFields: { user_id: 'person' },
  subject: { name: 'bank-account', paths: ['user_id', 'accounts.account_id'] },
  checkWith: 'banking://me/accounts',
  validate: refuseOtherTokens,
  async execute(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    const session = await sessionOf(args, call, owner);
    if ('itemId' in session) return renewed(call, { owner, itemId: session.itemId });
    const { publicToken } = session;
    refuseOtherMode(call, publicToken);
    const known = await answerOfExchange(call, { owner, publicToken });
    if (known) return known;
    return complete(call, { owner, link: await exchangePublicToken(call, { owner, publicToken }), publicToken });
  },
  async lookUp(args, call) {
    const owner = args.user_id ?? call.context.principal.id;
    const session = await sessionOf(args, call, owner);
    const answer =
      'itemId' in session
        ? await renewed(call, { owner, itemId: session.itemId })
        : await answerOfExchange(call, { owner, publicToken: session.publicToken });
    // Plaid has no request that says whether a public token was exchanged.
    return answer ? { state: 'found', answer } : { state: 'unknown' };
  },
});

/** After a session that renewed a link: its accounts are read again, with those that the person has added. */
async function renewed(call: Call, { owner, itemId }: { owner: string; itemId: string }) {
  const link = await call.store.get<Link>(linkKey(owner, itemId));
  if (link) return complete(call, { owner, link, publicToken: undefined });
  throw new ManifoldError('E4007', 'The bank of this session was unlinked.', { details: { field: 'link_token' } });
}

interface Tokens {
  public_token?: string | undefined;
  link_token?: string | undefined;
}

async function sessionOf(
  { public_token: token, link_token: linkToken = '' }: Tokens,
  call: Call,
  owner: string,
): Promise<Finished> {
  return token === undefined ? resultOf(call, { owner, linkToken }) : { publicToken: token };
}

/** @throws {ManifoldError} E2003 if no token is given, E2004 for two tokens and for another kind of token */
function refuseOtherTokens({ public_token: token, link_token: linkToken }: Tokens): void {
  if (token === undefined && linkToken === undefined) {
    throw new ManifoldError('E2003', 'Give "link_token", or "public_token".', {
      details: {
        field: 'link_token',
        expectedFormat: 'the link_token of create_link_token, after the person signed in',
      },
    });
  }
  if (token !== undefined && linkToken !== undefined) {
    throw new ManifoldError('E2004', 'Give "link_token" or "public_token", not both.', {
      details: { field: 'public_token' },
    });
  }
  if (linkToken !== undefined && !linkToken.startsWith('link-')) {
    throw wrong('link_token', `${kindOf(linkToken)}.`, 'the link_token of create_link_token (link-…)');
  }
  if (token !== undefined && !TOKEN.test(token)) throw wrong('public_token', `${kindOf(token)}.`, RIGHT);
}

function kindOf(token: string): string {
  if (token.startsWith('access-')) return 'is an access token, which must never be sent here. Revoke it at its source';
  if (token.startsWith('link-')) return 'is a link token, which goes into "link_token"';
  if (token.startsWith('public-')) return 'is not a valid public token, or is in the wrong field';
  return 'is not a token of Plaid';
}

function wrong(field: string, fault: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" ${fault}`, { details: { field, expectedFormat } });
}

function refuseOtherMode(call: Call, token: string): void {
  const mode = modeOf(call);
  if (token.startsWith('public-production-') === (mode === 'live')) return;
  throw new ManifoldError('E2004', `"public_token" belongs to another mode; this stage is in mode "${mode}".`, {
    details: { field: 'public_token', expectedFormat: mode === 'live' ? 'public-production-…' : 'public-sandbox-…' },
  });
}

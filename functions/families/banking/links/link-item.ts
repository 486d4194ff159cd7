import type { Call } from '../../../kit/tool/call.ts';
import { askPlaid } from '../provider/ask.ts';
import { accountRecord } from './accounts.ts';
import { setConsentEnd } from './faults.ts';
import { accessOf, type LinkAccess } from './link-access.ts';
import {
  ACCESS_TOKEN,
  type Account,
  type ExchangedToken,
  exchangeKey,
  type ItemOwner,
  itemOwnerKey,
  type Link,
  linkKey,
} from './records.ts';

/** A public token is remembered as long as an idempotency record is kept at most. */
const REMEMBERED_SECONDS = 86_400;

const unknownOutcome =
  'The public token may have been used up. Read banking://me/accounts; if the bank is not in the list, link it again with a new token.';

/** What a public token was exchanged for before, if it was. */
export async function findExchange(call: Call, { owner, publicToken }: { owner: string; publicToken: string }) {
  return call.store.get<ExchangedToken>(exchangeKey(owner, publicToken));
}

/**
 * Exchanges a public token. The access token is encrypted and stored at once, before any other request: without it the
 * item at Plaid could neither be read nor removed.
 */
export async function exchangePublicToken(
  call: Call,
  { owner, publicToken }: { owner: string; publicToken: string },
): Promise<Link> {
  const { data } = await askPlaid(call, (plaid) => plaid.itemPublicTokenExchange({ public_token: publicToken }), {
    unknownOutcome,
    details: { checkWith: 'banking://me/accounts', ...keysOf(call) },
  });
  const link: Link = {
    ...linkKey(owner, data.item_id),
    itemId: data.item_id,
    institution: null,
    sealedToken: await call.seal(data.access_token, { purpose: ACCESS_TOKEN, owner }),
    accountIds: [],
    linkedAt: new Date().toISOString(),
  };
  const expiresAt = Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS;
  await call.store.transact([
    { kind: 'put', item: link },
    { kind: 'put', item: { ...exchangeKey(owner, publicToken), itemId: link.itemId, expiresAt } },
  ]);
  return link;
}

/** Keys by which the call can be found again. */
function keysOf({ context: { idempotencyKey, providerKey } }: Call) {
  return {
    idempotencyKey,
    providerKey,
  };
}

/** Reads the bank and accounts of an exchanged item, and stores them with the owner of its events. Safe to retry. */
export async function completeLink(call: Call, { owner, link }: { owner: string; link: Link }) {
  const itemOwner: ItemOwner = { ...itemOwnerKey(link.itemId), tenant: call.context.principal.tenant, owner };
  await call.store.shared.put(itemOwner);
  const access = accessOf(call, owner);
  const access_token = await access.tokenOf(link);
  const { data: of, meta } = await askPlaid(call, (plaid) => plaid.itemGet({ access_token }));
  const { data } = await askPlaid(call, (plaid) => plaid.accountsGet({ access_token }));
  const institution = of.item.institution_name ?? null;
  const accounts = data.accounts.map((account) => accountRecord(owner, { itemId: link.itemId, institution }, account));
  const { institution_id: institutionId = null, consent_expiration_time: ends } = of.item;
  const now: Link = { ...link, institution, institutionId };
  await keepAccounts(access, now, accounts);
  await setConsentEnd(access, link.itemId, ends);
  return { link: now, accounts, meta };
}

async function keepAccounts({ store, owner }: LinkAccess, link: Link, accounts: Account[]): Promise<void> {
  await store.transact([
    {
      kind: 'update',
      key: linkKey(owner, link.itemId),
      set: {
        institution: link.institution,
        institutionId: link.institutionId,
        accountIds: accounts.map(({ accountId }) => accountId),
      },
      remove: ['hasNewAccounts'],
      condition: 'attribute_exists(pk)',
    },
    ...accounts.map((item) => ({ kind: 'put' as const, item })),
  ]);
}

import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { findOwned } from '../../../kit/ownership/find-owned.ts';
import type { TenantStore } from '../../../kit/store/store.ts';
import type { BackgroundCall, Call } from '../../../kit/tool/call.ts';
import type { PlaidCall } from '../provider/client.ts';
import { ACCESS_TOKEN, type Account, type Link, linkKey } from './records.ts';

/** What work on a person's links takes, whether somebody called for it or Plaid sent an event. */
export interface LinkAccess {
  readonly owner: string;
  readonly plaid: PlaidCall;
  readonly store: TenantStore;
  /** The access token of a link. It stays within the family. */
  tokenOf(link: Link): Promise<string>;
}

/** The access of a call, for the caller or for whom the guard of owners let it act. */
export function accessOf(call: Call, owner: string): LinkAccess {
  return {
    owner,
    plaid: call,
    store: call.store,
    tokenOf: ({ sealedToken }) => call.open(sealedToken, { purpose: ACCESS_TOKEN, owner }),
  };
}

/** The access of an event. */
export function accessForEvent(call: BackgroundCall, { tenant, owner }: { tenant: string; owner: string }): LinkAccess {
  return {
    owner,
    plaid: call,
    store: call.store.of(tenant),
    tokenOf: ({ sealedToken }) => call.open(sealedToken, { purpose: ACCESS_TOKEN, owner, tenant }),
  };
}

/**
 * An account of a person with the link that leads to it. One of somebody else looks like one that does not exist.
 * @throws {ManifoldError} E4007 that names `account_id`
 */
export async function findAccount(call: Call, { id, owner }: { id: string; owner: string }) {
  const account = await findOwned<Account>(call, { kind: 'account', id, listedBy: 'banking://me/accounts', owner });
  const link = await call.store.get<Link>(linkKey(owner, account.itemId));
  if (link) return { account, link };
  throw new ManifoldError('E4007', 'The bank of this account was unlinked.', { details: { field: 'account_id' } });
}

import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { findOwned } from '../../../kit/ownership/find-owned.ts';
import type { TenantStore } from '../../../kit/store/store.ts';
import type { BackgroundCall, Call } from '../../../kit/tool/call.ts';
import type { PlaidCall } from '../provider/client.ts';
import { ACCESS_TOKEN, type Account, type Link, linkKey } from './records.ts';

/** Access to the links of one person, for a call of a tool or for an event of Plaid. */
export interface LinkAccess {
  readonly owner: string;
  readonly plaid: PlaidCall;
  readonly store: TenantStore;
  /** The decrypted access token of a link. It never leaves the family. */
  tokenOf(link: Link): Promise<string>;
}

/** The access of a call, for the caller or for the person that the guard of owners has let the caller act for. */
export function accessOf(call: Call, owner: string): LinkAccess {
  return {
    owner,
    plaid: call,
    store: call.store,
    tokenOf: ({ sealedToken }) => call.open(sealedToken, { purpose: ACCESS_TOKEN, owner }),
  };
}

/** The access of an event, for the person whose item the event is about. */
export function accessForEvent(call: BackgroundCall, { tenant, owner }: { tenant: string; owner: string }): LinkAccess {
  return {
    owner,
    plaid: call,
    store: call.store.of(tenant),
    tokenOf: ({ sealedToken }) => call.open(sealedToken, { purpose: ACCESS_TOKEN, owner, tenant }),
  };
}

/**
 * An account of a person, with its link. An account of another person is answered like one that does not exist.
 * @throws {ManifoldError} E4007 that names `account_id`
 */
export async function findAccount(call: Call, { id, owner }: { id: string; owner: string }) {
  const account = await findOwned<Account>(call, { kind: 'account', id, listedBy: 'banking://me/accounts', owner });
  const link = await call.store.get<Link>(linkKey(owner, account.itemId));
  if (link) return { account, link };
  throw new ManifoldError('E4007', 'The bank of this account was unlinked.', { details: { field: 'account_id' } });
}

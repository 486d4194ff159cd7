import type { StoreKey } from '../../../kit/store/store.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { faultOf } from '../provider/failures.ts';
import { type Account, allOf, exchangeKey, type Link, linkKey } from './records.ts';
import { accountsOf, unlinkItem } from './unlink-item.ts';

/** What became of a new link to a bank that the person may have linked before. */
export interface Deduplicated {
  /** The link that is kept. */
  link: Link;
  accounts: Account[];
  alreadyLinked: boolean;
  /** Accounts of an earlier link that this one replaces. Their ids are no longer valid. */
  replaced: string[];
}

interface NewLink {
  owner: string;
  link: Link;
  accounts: Account[];
  /** Absent if the link came from a session that renewed it. */
  publicToken: string | undefined;
}

/**
 * Keeps one link for accounts that the person had linked before: the earlier one, whose ids others may know, if it works
 * and has all accounts of the new one; the new one if it has all of the earlier one's. Two logins that share only some
 * accounts both stay. Safe to retry: the public token leads to the kept link before the new one is removed.
 */
export async function deduplicate(call: Call, made: NewLink): Promise<Deduplicated> {
  const { owner, link, accounts, publicToken } = made;
  const alone = { link, accounts, alreadyLinked: false, replaced: [] };
  if (publicToken === undefined) return alone;
  for (const earlier of await linksAtSameBank(call, owner, link)) {
    const known = await accountsOf(call, { owner, itemId: earlier.itemId });
    if (known.length === 0) continue;
    if (isWorking(earlier) && includes(known, accounts)) {
      await keepEarlier(call, { key: exchangeKey(owner, publicToken), link, earlier });
      await unlinkItem(call, { owner, link });
      return { link: earlier, accounts: inOrder(earlier, known), alreadyLinked: true, replaced: [] };
    }
    if (!includes(accounts, known)) continue;
    const { unlinked } = await unlinkItem(call, { owner, link: earlier });
    return { ...alone, replaced: unlinked.accountIds };
  }
  return alone;
}

/** Ends a new link that a broken-off call had found to be a duplicate. @returns the link that is kept */
export async function finishDuplicate(
  call: Call,
  { owner, itemId, duplicateOf }: { owner: string; itemId: string; duplicateOf: string },
): Promise<Deduplicated | undefined> {
  const link = await call.store.get<Link>(linkKey(owner, duplicateOf));
  if (!link) return undefined;
  const left = await call.store.get<Link>(linkKey(owner, itemId));
  if (left) await unlinkItem(call, { owner, link: left });
  const accounts = await accountsOf(call, { owner, itemId: duplicateOf });
  return { link, accounts: inOrder(link, accounts), alreadyLinked: true, replaced: [] };
}

/** Accounts in the order of the bank, in which the first answer had them. */
const inOrder = ({ accountIds }: Link, accounts: readonly Account[]) =>
  [...accounts].sort((one, other) => accountIds.indexOf(one.accountId) - accountIds.indexOf(other.accountId));

async function keepEarlier(call: Call, { key, link, earlier }: { key: StoreKey; link: Link; earlier: Link }) {
  await call.store.update(key, { set: { itemId: link.itemId, duplicateOf: earlier.itemId } });
}

async function linksAtSameBank(call: Call, owner: string, link: Link): Promise<Link[]> {
  const { pk, sk } = linkKey(owner, '');
  const all = await allOf<Link>(call.store, { pk, sk: { beginsWith: sk } });
  return all.filter((other) => other.itemId !== link.itemId && isSameBank(other, link));
}

/** Links of an older version have no id of the bank, so its name decides. */
function isSameBank(one: Link, other: Link): boolean {
  return one.institutionId && other.institutionId
    ? one.institutionId === other.institutionId
    : one.institution !== null && one.institution === other.institution;
}

const isWorking = ({ fault }: Link) => fault === undefined || faultOf(fault) === 'other';

const includes = (all: readonly Account[], some: readonly Account[]) =>
  some.every((account) => all.some((other) => isSameAccount(account, other)));

/** As Plaid advises: by the id that outlasts a link, or by name, last digits and kind. */
function isSameAccount(one: Account, other: Account): boolean {
  if (one.persistentId && other.persistentId) return one.persistentId === other.persistentId;
  const { name, mask, type, subtype } = one;
  return (
    mask !== null && name === other.name && mask === other.mask && type === other.type && subtype === other.subtype
  );
}

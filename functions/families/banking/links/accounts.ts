import type { AccountBase } from 'plaid';
import * as z from 'zod';
import { type Account, accountKey, type Link } from './records.ts';

export function accountRecord(owner: string, link: Pick<Link, 'itemId' | 'institution'>, of: AccountBase): Account {
  return {
    ...accountKey(owner, of.account_id),
    accountId: of.account_id,
    itemId: link.itemId,
    institution: link.institution,
    name: of.name,
    officialName: of.official_name,
    mask: of.mask,
    type: of.type,
    subtype: of.subtype,
    persistentId: of.persistent_account_id ?? null,
    currency: of.balances.iso_currency_code ?? of.balances.unofficial_currency_code,
  };
}

/** An account, as tools and resources return it. */
export const AccountOutput = z.object({
  account_id: z.string(),
  institution: z.string().nullable().describe('Name of the bank.'),
  name: z.string(),
  official_name: z.string().nullable(),
  mask: z.string().nullable().describe('Last digits of the account number.'),
  type: z.string().describe('depository, credit, loan, investment or other'),
  subtype: z.string().nullable().describe('Such as checking, savings, credit card.'),
  currency: z.string().nullable(),
});
export type AccountFacts = z.infer<typeof AccountOutput>;

export function accountFacts(account: Account): AccountFacts {
  return {
    account_id: account.accountId,
    institution: account.institution,
    name: account.name,
    official_name: account.officialName,
    mask: account.mask,
    type: account.type,
    subtype: account.subtype,
    currency: account.currency,
  };
}

/** The account as people know it: `Plain Checking (…0000)`. */
export const describeAccount = ({ name, mask }: Pick<Account, 'name' | 'mask'>): string =>
  mask === null ? name : `${name} (…${mask})`;

/** Form of Plaid's account ids, for audit. */
export const ACCOUNT_FORM = { pattern: '[A-Za-z0-9]{30,60}' };

export const AccountId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,100}$/, 'expected the id of a linked account')
  .meta({ description: 'Id of a linked account from banking://me/accounts.' });

import * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { compareNames, type NameMatch, nameMatchOutput } from '../names/compare-names.ts';
import { readData } from './read-data.ts';

/** Answer of both account verifications. For NRE accounts the provider writes `account_exist`. */
const AccountData = z.object({
  message: z.string().optional(),
  account_exists: z.boolean().optional(),
  account_exist: z.boolean().optional(),
  name_at_bank: z.string().nullish(),
  utr: z.string().nullish(),
  /** Rupees, as a text; 0 if the provider answered from its cache. */
  amount_deposited: z.union([z.string(), z.number()]).nullish(),
});

/** The documented status for each provider message; the first text that the message contains decides. */
const STATUS_BY_TEXT = [
  ['nre account', 'nre'],
  ['blocked', 'blocked'],
] as const;

/** Fields that both tools answer with. */
export const accountOutput = {
  ifsc: z.string(),
  account_exists: z.boolean(),
  account_status: z
    .enum(['verified', 'not_found', 'blocked', 'nre'])
    .describe(
      'verified: exists; not_found: no such account at this branch; blocked: exists, takes no payments; nre: account of a non-resident, without the name.',
    ),
  name_at_bank: z.string().nullable().describe('Name of the holder in the records of the bank.'),
  name_match: nameMatchOutput
    .nullable()
    .describe(
      'The given name compared with name_at_bank: an aid, not a decision. null if no name was given, or the bank gave none.',
    ),
  message: z.string().nullable().describe('Message of the provider.'),
  verified_at: z.int().describe('When the provider answered, in Unix seconds.'),
};

export interface AccountVerdict {
  account_exists: boolean;
  account_status: 'verified' | 'not_found' | 'blocked' | 'nre';
  name_at_bank: string | null;
  name_match: NameMatch | null;
  message: string | null;
  utr: string | null;
  amount_deposited: number | null;
}

/**
 * Reads what the provider found out about an account. The provider compares no names, so the name is compared here.
 *
 * @param name of the person, as it was given
 * @throws {ManifoldError} E4004 if the answer does not say whether the account exists
 */
export function readVerdict(data: unknown, name: string | undefined): AccountVerdict {
  const account = readData(AccountData, data);
  const exists = account.account_exists ?? account.account_exist;
  if (exists === undefined) {
    throw new ManifoldError(
      'E4004',
      'The provider does not say whether the account exists. Verify another account of the person.',
    );
  }
  const said = (account.message ?? '').toLowerCase();
  const noted = STATUS_BY_TEXT.find(([text]) => said.includes(text))?.[1];
  return {
    account_exists: exists,
    account_status: exists ? (noted ?? 'verified') : 'not_found',
    name_at_bank: account.name_at_bank ?? null,
    name_match: name && account.name_at_bank ? compareNames(name, account.name_at_bank) : null,
    message: account.message ?? null,
    utr: account.utr ?? null,
    amount_deposited:
      account.amount_deposited === undefined || account.amount_deposited === null
        ? null
        : Number(account.amount_deposited),
  };
}

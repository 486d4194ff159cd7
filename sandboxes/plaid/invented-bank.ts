import { type Account, type Change, type Item, newId, type Transaction } from './items.ts';

/** Banks that can be linked: invented, except for the id that the API's own sandbox documents. */
export const INSTITUTIONS: Readonly<Record<string, string>> = {
  ins_109508: 'First Platypus Bank',
  ins_127989: 'Invented Savings Bank',
};

/** The bank from which nothing is fetched before a reader has asked once, as at real banks. */
export const SLOW_INSTITUTION = 'ins_127989';

export const DAY_MS = 86_400_000;
const DAYS = 90;

const SHOPS: readonly [name: string, amount: number, category: string][] = [
  ['Invented Grocer', 54.2, 'FOOD_AND_DRINK'],
  ['Invented Coffee', 4.85, 'FOOD_AND_DRINK'],
  ['Invented Rail', 23.4, 'TRANSPORTATION'],
  ['Invented Energy', 81.17, 'RENT_AND_UTILITIES'],
  ['Invented Books', 15.99, 'GENERAL_MERCHANDISE'],
  ['Invented Payroll', -1_850, 'INCOME'],
];

const LOCATION = ['address', 'city', 'region', 'postal_code', 'country', 'lat', 'lon', 'store_number'];
const PAYMENT_META = [
  'reference_number',
  'ppd_id',
  'payee',
  'by_order_of',
  'payer',
  'payment_method',
  'payment_processor',
  'reason',
];

const nulls = (names: readonly string[]): Record<string, null> => Object.fromEntries(names.map((name) => [name, null]));

/** A login with two accounts and three months of transactions, the same for every login except for the ids. */
export function inventedItem({ institution, webhook }: { institution: string; webhook: string | null }): Item {
  const accounts = [
    account({ name: 'Plain Checking', mask: '0000', subtype: 'checking', available: 1_203.42, current: 1_274.93 }),
    account({ name: 'Plain Saving', mask: '1111', subtype: 'savings', available: 5_010.1, current: 5_010.1 }),
  ];
  const [checking] = accounts;
  const changes: Change[] = Array.from({ length: DAYS }, (_, index) => {
    const [name, amount, category] = SHOPS[index % SHOPS.length] ?? ['Invented', 1, 'OTHER'];
    const date = new Date(Date.now() - (DAYS - index) * DAY_MS).toISOString().slice(0, 10);
    return {
      kind: 'added',
      transaction: transactionOf({ accountId: checking?.account_id ?? '', name, amount, date, category }),
    };
  });
  return {
    item_id: newId(),
    institution_id: institution,
    webhook,
    accounts,
    changes,
    loginRequired: false,
  };
}

export function transactionOf(of: {
  accountId: string;
  name: string;
  amount: number;
  date: string;
  category?: string;
}): Transaction {
  const category = of.category ?? 'OTHER';
  return {
    transaction_id: newId(),
    account_id: of.accountId,
    amount: of.amount,
    iso_currency_code: 'USD',
    unofficial_currency_code: null,
    date: of.date,
    datetime: null,
    authorized_date: of.date,
    authorized_datetime: null,
    name: of.name,
    merchant_name: of.name,
    pending: false,
    pending_transaction_id: null,
    account_owner: null,
    location: nulls(LOCATION),
    payment_meta: nulls(PAYMENT_META),
    transaction_code: null,
    payment_channel: 'in store',
    personal_finance_category: { primary: category, detailed: `${category}_OTHER`, confidence_level: 'HIGH' },
  };
}

export function account(of: {
  name: string;
  mask: string;
  subtype: string;
  available: number;
  current: number;
}): Account {
  return {
    account_id: newId(),
    name: of.name,
    official_name: null,
    mask: of.mask,
    type: 'depository',
    subtype: of.subtype,
    balances: {
      available: of.available,
      current: of.current,
      limit: null,
      iso_currency_code: 'USD',
      unofficial_currency_code: null,
    },
  };
}

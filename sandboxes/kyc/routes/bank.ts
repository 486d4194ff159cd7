import type { Answer } from '../../shared/serve.ts';
import { bare, failure, success } from '../wire/answer.ts';
import type { Route, WireRequest } from '../wire/route.ts';

const IFSC = /^[A-Za-z]{4}[a-zA-Z0-9]{7}$/;

const branch = (ifsc: string, bank: string, name: string, micr: string) => ({
  MICR: micr,
  BRANCH: name,
  ADDRESS: `1 Invented Road, ${name}`,
  STATE: 'KARNATAKA',
  CONTACT: '+910000000000',
  UPI: true,
  RTGS: true,
  CITY: 'BANGALORE URBAN',
  CENTRE: 'BANGALORE URBAN',
  DISTRICT: 'BANGALORE URBAN',
  NEFT: true,
  IMPS: true,
  SWIFT: null,
  ISO3166: 'IN-KA',
  BANK: bank,
  BANKCODE: ifsc.slice(0, 4),
  IFSC: ifsc,
});

/** Codes that the provider's documentation uses; their data is invented, except bank and branch. */
const BRANCHES: Record<string, unknown> = {
  SBIN0021745: branch('SBIN0021745', 'State Bank of India', 'BOMMASANDRA', '560002356'),
  SBIN0000002: branch('SBIN0000002', 'State Bank of India', 'MAIN', '560002001'),
  HDFC0001234: branch('HDFC0001234', 'HDFC Bank', 'EXAMPLE', '560240999'),
};

const VERIFIED = 'Bank Account details verified successfully.';

/** Answer that an account number selects: `[status, message, rest of the data]`. Numbers are invented. */
const ACCOUNTS: Record<string, [status: number, message: string, data?: Record<string, unknown>]> = {
  '900000000000': [
    200,
    VERIFIED,
    { account_exists: true, name_at_bank: 'John Doe', utr: '329613870973', amount_deposited: '1' },
  ],
  '900000000001': [200, 'Invalid account number or ifsc provided', { account_exists: false }],
  '900000000002': [200, 'Given account is an NRE account', { account_exist: true }],
  '900000000003': [200, 'Account is blocked', { account_exists: true }],
  '900000000004': [200, 'IFSC is invalid', {}],
  '900000000005': [200, 'Source bank declined', {}],
  '900000000006': [200, 'Beneficiary bank offline', {}],
  '900000000007': [200, 'NPCI is Unavailable', {}],
  '900000000015': [200, 'NPCI Unavailable', {}],
  '900000000016': [422, 'Invalid IFSC provided'],
  '900000000008': [200, 'IMPS Mode fail', {}],
  '900000000009': [200, 'Failed at beneficiary bank', {}],
  '900000000010': [422, 'Please provide a valid bank account'],
  '900000000011': [500, 'Failed at bank'],
  '900000000012': [500, 'Transaction Failed'],
  '900000000013': [500, 'IMPS not supported on Beneficiary account'],
  '900000000014': [
    200,
    VERIFIED,
    { account_exists: true, name_at_bank: 'John Doe', utr: '329613870973', amount_deposited: '0' },
  ],
};

const UNKNOWN_ACCOUNT: [number, string, Record<string, unknown>] = [
  200,
  'Invalid account number or ifsc provided',
  { account_exists: false },
];

function verifyAccount(
  { params, query }: WireRequest,
  shape: (data: Record<string, unknown>) => Record<string, unknown>,
): Answer {
  const { ifsc = '', account_number = '' } = params;
  if (!IFSC.test(ifsc)) return failure(422, 'Invalid IFSC pattern');
  if (account_number.length > 40) return failure(422, 'Please provide a valid bank account');
  if (query.mobile !== undefined && !/^[6-9]\d{9}$/.test(query.mobile)) return failure(422, 'Invalid mobile pattern');
  const [status, message, data] = ACCOUNTS[account_number] ?? UNKNOWN_ACCOUNT;
  return data ? success(shape({ message, ...data })) : failure(status, message);
}

const lookUp: Route = {
  method: 'GET',
  template: '/bank/{ifsc}',
  // The one answer without an envelope; "Not Found" is a JSON text with status 200.
  answer: ({ params: { ifsc = '' } }) =>
    IFSC.test(ifsc) ? bare(200, BRANCHES[ifsc.toUpperCase()] ?? 'Not Found') : failure(422, 'Invalid IFSC pattern'),
};

const pennyDrop: Route = {
  method: 'GET',
  template: '/bank/{ifsc}/accounts/{account_number}/verify',
  query: ['name', 'mobile'],
  answer: (request) =>
    verifyAccount(request, (data) => ({
      '@entity': '@in.co.sandbox.bank.account.penny_drop_verification_response',
      ...data,
    })),
};

const penniless: Route = {
  method: 'GET',
  template: '/bank/{ifsc}/accounts/{account_number}/penniless-verify',
  query: ['name', 'mobile'],
  answer: (request) =>
    verifyAccount(request, ({ utr: _utr, amount_deposited, message, ...data }) => ({
      '@entity': '@in.co.sandbox.bank.account.penny_less_verification_response',
      // A success has no message here; the other texts are those of the penny drop.
      ...(amount_deposited === undefined ? { message } : {}),
      ...data,
    })),
};

export const bankRoutes: readonly Route[] = [lookUp, pennyDrop, penniless];

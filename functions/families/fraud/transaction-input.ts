import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Money, readMoney } from '../../core/money/money.ts';
import { AmountInput, CurrencyInput, MinorInput } from '../../kit/money/amount-input.ts';
import { isCountry } from './scoring/countries.ts';
import { DAY, MINUTE, type ScoredTransaction } from './scoring/transaction.ts';
import { partyName } from './settings/settings.ts';
import { fingerprint } from './store/records.ts';

/** How far the clock of a terminal may be ahead. */
const AHEAD_MS = 5 * MINUTE;
/** The rules use the last 30 days only. */
const OLDEST_DAYS = 30;

const id = (what: string) =>
  z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w.:@/+-]+$/, 'expected letters, digits and . : @ / + - _')
    .meta({ description: what });

export const TransactionId = id('Your id of the transaction.');

export const TransactionInput = z.strictObject({
  transaction_id: TransactionId,
  amount: AmountInput.optional(),
  amount_minor: MinorInput.optional(),
  currency: CurrencyInput,
  occurred_at: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'ISO 8601 with time zone; by default now.' }),
  merchant_id: id('Shop, terminal or platform that is paid through.').optional(),
  merchant_category_code: z
    .string()
    .regex(/^\d{4}$/, 'expected four digits (ISO 18245), e.g. "5411"')
    .optional()
    .describe('Kind of the merchant (ISO 18245), e.g. "5411".'),
  payee_id: id('Account, person or wallet that is paid.').optional(),
  device_id: id('Device that was used.').optional(),
  card_fingerprint: id('Token of the card, never its number.').optional(),
  address: z.string().trim().min(3).max(300).optional().meta({ description: 'Where the goods go, in one line.' }),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'expected two letters as in ISO 3166-1, e.g. "DE"')
    .transform((code) => code.toUpperCase())
    .refine(isCountry, 'expected a country of ISO 3166-1, e.g. "DE"')
    .optional()
    .describe('Country of the transaction (ISO 3166-1), e.g. "DE".'),
  latitude: z.number().min(-90).max(90).optional().meta({ description: 'Degrees, north positive.' }),
  longitude: z.number().min(-180).max(180).optional().meta({ description: 'Degrees, east positive.' }),
});
export type TransactionInput = z.output<typeof TransactionInput>;

/** @throws {ManifoldError} E2003 or E2004 that names the field */
export const moneyOf = ({ amount, amount_minor: minor, currency }: TransactionInput): Money =>
  readMoney({ amount, minor, currency }, 'transaction_data.amount');

/**
 * A transaction as the scorer takes it, and a digest of the arguments.
 *
 * @throws {ManifoldError} E2004 that names the field
 */
export function readTransaction(
  input: TransactionInput,
  { tenant, now }: { tenant: string; now: number },
): { transaction: ScoredTransaction; digest: string } {
  const { amount: _amount, amount_minor: _minor, ...facts } = input;
  const { minor, currency } = moneyOf(input);
  const { latitude, longitude, country, merchant_id: merchant, merchant_category_code: categoryCode } = input;
  if ((latitude === undefined) !== (longitude === undefined)) {
    const missing = latitude === undefined ? 'latitude' : 'longitude';
    throw new ManifoldError(
      'E2003',
      `"transaction_data.${missing}" is missing: a place needs latitude and longitude.`,
      {
        details: { field: `transaction_data.${missing}`, expectedFormat: 'degrees' },
      },
    );
  }
  if (categoryCode !== undefined && merchant === undefined) {
    throw new ManifoldError('E2003', '"transaction_data.merchant_id" is missing: the category is that of a merchant.', {
      details: { field: 'transaction_data.merchant_id', expectedFormat: 'id of the shop or terminal' },
    });
  }
  const given = { ...facts, amount: minor, currency };
  return {
    digest: createHash('sha256')
      .update(JSON.stringify(Object.entries(given).sort()))
      .digest('base64url'),
    transaction: {
      id: input.transaction_id,
      at: momentOf(input.occurred_at, now),
      amountMinor: minor,
      currency,
      merchant: merchant ? { id: merchant, categoryCode } : undefined,
      counterparty: input.payee_id ? fingerprint(tenant, input.payee_id) : undefined,
      device: input.device_id ? fingerprint(tenant, input.device_id) : undefined,
      card: input.card_fingerprint ? fingerprint(tenant, input.card_fingerprint) : undefined,
      address: input.address ? fingerprint(tenant, partyName('addresses', input.address)) : undefined,
      location: {
        country,
        ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
      },
    },
  };
}

function momentOf(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const at = Date.parse(text);
  const fault =
    at > now + AHEAD_MS
      ? 'lies in the future'
      : at < now - OLDEST_DAYS * DAY
        ? `is older than ${OLDEST_DAYS} days`
        : '';
  if (fault === '') return at;
  throw new ManifoldError('E2004', `"transaction_data.occurred_at" ${fault}.`, {
    details: { field: 'transaction_data.occurred_at', expectedFormat: `a moment of the last ${OLDEST_DAYS} days` },
  });
}

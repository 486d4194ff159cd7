/** Amounts of money: integers of minor units with a currency. No amount is ever a binary fraction. */
import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { currencyCode, minorDigits } from './currencies.ts';

/** `minor` counts the smallest unit of the currency: 2500 with USD is 25.00 US dollars, with JPY 2500 yen. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/**
 * An amount as callers write it: a decimal string in units of the currency ("25.00"), or an integer in its minor units
 * (2500). The schema accepts any number, so that `readMoney` can suggest the right text for a fraction.
 */
export const AmountInput = z.union([z.string().min(1).max(32), z.number()]).meta({
  description: 'Decimal text in units of the currency, e.g. "25.00".',
  examples: ['25.00', 2500],
});

export const CurrencyInput = z
  .string()
  .length(3)
  .meta({ description: 'Currency code (ISO 4217).', examples: ['USD'] });

/**
 * Reads an amount exactly.
 *
 * @throws {ManifoldError} E2004 with the expected format for a number with a fraction, more decimals than the currency
 *   has, an amount of zero or less, or one above the safe integers
 */
export function readMoney(written: { amount: string | number; currency: string }, field = 'amount'): Money {
  const currency = currencyCode(written.currency);
  const minor =
    typeof written.amount === 'number'
      ? fromNumber(written.amount, currency, field)
      : fromText(written.amount, currency, field);
  if (minor <= 0) throw refused(field, 'has to be above zero', currency);
  if (!Number.isSafeInteger(minor)) throw refused(field, 'is too large', currency);
  return { minor, currency };
}

/** The amount as text with the decimals of its currency: `25.00`, `2500`, `1.250`. */
export function decimalOf({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The amount with its currency: `25.00 USD`. */
export function formatMoney(money: Money): string {
  return `${decimalOf(money)} ${money.currency}`;
}

function fromNumber(amount: number, currency: string, field: string): number {
  if (Number.isInteger(amount)) return amount;
  const text = shortest(amount, currency);
  throw refused(
    field,
    'is a fraction, and numbers are counts of minor units',
    currency,
    text === undefined ? undefined : `Did you mean "${text}" (${fromText(text, currency, field)} minor units)?`,
  );
}

function fromText(amount: string, currency: string, field: string): number {
  const [, sign, whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(amount.trim()) ?? [];
  if (whole === undefined) throw refused(field, 'is not an amount', currency);
  const digits = minorDigits(currency);
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) {
    throw refused(field, `has more decimals than ${currency} has`, currency);
  }
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign === '-' ? -minor : minor;
}

/** The number as text with the decimals of the currency; undefined if it has more decimals. */
function shortest(amount: number, currency: string): string | undefined {
  if (!Number.isFinite(amount) || Math.abs(amount) >= 1e15) return undefined;
  const text = amount.toFixed(minorDigits(currency));
  return Number(text) === amount ? text : undefined;
}

function refused(field: string, fault: string, currency: string, suggestion?: string): ManifoldError {
  const digits = minorDigits(currency);
  const example = decimalOf({ minor: 25 * 10 ** digits, currency });
  return new ManifoldError('E2004', `"${field}" ${fault}.`, {
    details: {
      field,
      expectedFormat: `text such as "${example}" (${digits === 0 ? 'no' : `at most ${digits}`} decimals for ${currency}), or the integer ${25 * 10 ** digits} in minor units`,
      suggestion,
    },
  });
}

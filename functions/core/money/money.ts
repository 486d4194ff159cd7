/** Amounts of money: integers of minor units with a currency. No amount is ever a binary fraction. */
import { ManifoldError } from '../errors/manifold-error.ts';
import { currencyCode, minorDigits } from './currencies.ts';
import { decimalText, grouped } from './decimal-text.ts';

/** `minor` counts the smallest unit of the currency: 2500 with USD is 25.00 US dollars, with JPY 2500 yen. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/**
 * An amount as callers write it, in one of two ways: `amount` in units of the currency, as decimal text ("25.00") or as a
 * number (25, 25.5), or `minor` in minor units (2500), from an argument whose name ends in `_minor`.
 */
export interface WrittenAmount {
  readonly amount?: string | number | undefined;
  readonly minor?: number | undefined;
  readonly currency: string;
}

/** The argument for the same amount in minor units. */
export const minorField = (field: string): string => `${field}_minor`;

/**
 * Reads an amount exactly. Text and numbers mean the same: 25, "25" and "25.00" are 25 units of the currency.
 *
 * @throws {ManifoldError} E2003 without an amount; E2004 with the expected format if the amount is written in both ways,
 *   has more decimals than the currency, is zero or less, or is above the safe integers
 */
export function readMoney(written: WrittenAmount, field = 'amount'): Money {
  const { amount, minor: given } = written;
  const currency = currencyCode(written.currency, besideField(field, 'currency'));
  if (amount !== undefined && given !== undefined) {
    throw new ManifoldError('E2004', `An amount is given as "${field}" or as "${minorField(field)}", not as both.`, {
      details: { field: minorField(field), expectedFormat: `left out, if "${field}" is given` },
    });
  }
  if (given !== undefined) return { minor: positive(given, { field: minorField(field), currency }), currency };
  if (amount === undefined) {
    throw new ManifoldError('E2003', `"${field}" is missing.`, {
      details: { field, expectedFormat: formatFor(currency) },
    });
  }
  return { minor: positive(unitsToMinor(amount, { field, currency }), { field, currency }), currency };
}

/** The amount as text with the decimals of its currency: `25.00`, `2500`, `1.250`. */
export function decimalOf({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The amount with its currency, for people: `1,000,000.00 USD`. */
export function formatMoney(money: Money): string {
  return `${grouped(decimalOf(money))} ${money.currency}`;
}

interface Place {
  readonly field: string;
  readonly currency: string;
}

/** The path of an argument that stands beside another one. */
const besideField = (field: string, name: string): string => field.replace(/[^.]+$/, name);

function positive(minor: number, place: Place): number {
  if (minor <= 0) throw refused(place, 'has to be above zero');
  if (!Number.isSafeInteger(minor)) throw refused(place, 'is too large');
  return minor;
}

function unitsToMinor(amount: string | number, place: Place): number {
  const text = typeof amount === 'string' ? amount.trim() : decimalText(amount);
  if (text === undefined) throw refused(place, 'has more digits than a number can hold exactly; write it as text');
  const [, sign, whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) throw refused(place, 'is not an amount');
  const digits = minorDigits(place.currency);
  if (fraction.length > digits) {
    const kept = digits === 0 ? whole : `${whole}.${fraction.slice(0, digits)}`;
    const isExact = !/[1-9]/.test(fraction.slice(digits));
    throw refused(
      place,
      `has more decimals than ${place.currency} has`,
      isExact ? `Did you mean "${sign}${kept}"?` : undefined,
    );
  }
  const minor = Number(whole + fraction.padEnd(digits, '0'));
  return sign === '-' ? -minor : minor;
}

function refused(place: Place, fault: string, suggestion?: string): ManifoldError {
  const { field, currency } = place;
  return new ManifoldError('E2004', `"${field}" ${fault}.`, {
    details: { field, expectedFormat: formatFor(currency), suggestion },
  });
}

function formatFor(currency: string): string {
  const digits = minorDigits(currency);
  const example = decimalOf({ minor: 25 * 10 ** digits, currency });
  return `an amount in ${currency} such as "${example}", with ${digits === 0 ? 'no' : `at most ${digits}`} decimals`;
}

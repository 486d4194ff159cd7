import { minorDigits } from '../../../core/money/currencies.ts';

/** Whether money left the account or came in. In Plaid's amounts a positive sign means out. */
export type Direction = 'out' | 'in';

export interface Amount {
  /** Decimal text with Plaid's sign: "25.50" went out, "-25.50" came in. */
  amount: string;
  direction: Direction;
}

/** The meaning of the sign of an amount, for readers of a list. */
export const SIGN = 'positive: money out of the account; negative: money in';

export function amountOf(value: number, currency: string | null): Amount {
  return { amount: exactDecimal(value, currency), direction: value < 0 ? 'in' : 'out' };
}

/**
 * A number of Plaid as decimal text: the shortest that denotes exactly this number, padded to the decimals of its
 * currency, never rounded.
 *
 * @param currency ISO 4217; null if the currency has no such code: the text is then not padded
 */
export function exactDecimal(value: number, currency: string | null): string {
  const sign = value < 0 ? '-' : '';
  const [whole = '0', fraction = ''] = plainText(Math.abs(value)).split('.');
  const filled = fraction.padEnd(currency === null ? 0 : minorDigits(currency), '0');
  return filled === '' ? `${sign}${whole}` : `${sign}${whole}.${filled}`;
}

/** The number without an exponent, which JavaScript writes from 1e21 upwards and below 1e-6. */
function plainText(value: number): string {
  const [digits = '0', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [whole = '0', fraction = ''] = digits.split('.');
  const places = Number(exponent);
  if (places >= 0) return whole + fraction.padEnd(places, '0');
  return `0.${'0'.repeat(-places - 1)}${whole}${fraction}`;
}

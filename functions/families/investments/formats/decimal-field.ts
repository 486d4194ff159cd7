import * as z from 'zod';
import { decimalText } from '../../../core/money/decimal-text.ts';

/** Up to twelve digits before the point and nine after it, the precision in which Alpaca counts shares. */
const DECIMAL = /^(?:0|[1-9]\d{0,11})(?:\.\d{1,9})?$/;
const ZERO = /^0(?:\.0+)?$/;

const MAX_LENGTH = 22;

/** A decimal above zero, as text or as a number; `execute` gets the text. */
export function decimalField({ description, example }: { description: string; example: string }) {
  return z
    .union([z.string().min(1).max(MAX_LENGTH), z.number()])
    .meta({ description: `${description} E.g. "${example}".`, examples: [example] })
    .transform((given, context) => {
      const text = typeof given === 'string' ? given : decimalText(given);
      if (text !== undefined && DECIMAL.test(text) && !ZERO.test(text)) return text;
      const right = text === undefined ? 'text, since the number has too many digits' : 'a decimal above zero';
      context.addIssue({ code: 'custom', message: `expected ${right}, such as "${example}"` });
      return z.NEVER;
    });
}

/** Number of digits after the point without trailing zeros: "1.500" has one. */
export function decimalsOf(text: string): number {
  return (text.split('.')[1] ?? '').replace(/0+$/, '').length;
}

/** -1, 0 or 1 if the first is less than, equal to or greater than the second. */
export function compareDecimals(one: string, other: string): number {
  const difference = scaled(one) - scaled(other);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const DIGITS = 9;

/** A decimal as a whole number of billionths. */
export function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 10n ** BigInt(DIGITS) + BigInt(fraction.padEnd(DIGITS, '0').slice(0, DIGITS));
  return text.startsWith('-') ? -value : value;
}

/** Billionths as decimal text, truncated to `digits` digits after the point. */
export function unscaled(value: bigint, digits: number): string {
  const absolute = value < 0n ? -value : value;
  const kept = absolute / 10n ** BigInt(DIGITS - digits);
  const text = String(kept).padStart(digits + 1, '0');
  const sign = value < 0n && kept > 0n ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The product, in billionths. */
export const times = (one: bigint, other: bigint): bigint => (one * other) / 10n ** BigInt(DIGITS);

/** The quotient, in billionths. */
export const over = (one: bigint, other: bigint): bigint => (one * 10n ** BigInt(DIGITS)) / other;

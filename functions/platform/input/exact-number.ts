/** Digits that every IEEE 754 double can give back; beyond them digits are lost or invented. */
const MAX_DIGITS = 17;
/** With so many digits or fewer, any number in range comes back as it was written. */
const SAFE_DIGITS = 15;
/** The least that DynamoDB holds beside zero, which is more than the least double. */
const LEAST = 1e-130;

/**
 * Why a number, as JSON writes it, would be another one after parsing, or could not be stored: too large or small, an
 * integer that doubles cannot count to, however it is written (`1e16`), more digits than they hold. Undefined for
 * numbers that survive. Systems behind this one may read the same text with more precision: two readings of one amount
 * are what is refused here.
 */
export function lossOf(source: string): string | undefined {
  // Most numbers are short integers: fifteen characters hold no more than fifteen digits, and no exponent.
  if (source.length <= SAFE_DIGITS && /^-?\d+$/.test(source)) return undefined;
  const value = Number(source);
  if (!Number.isFinite(value)) return 'is too large for a number';
  const [mantissa = ''] = source.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  if (digits === '') return undefined;
  if (Math.abs(value) < LEAST) return 'is too small for a number';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'is an integer beyond ±9007199254740991';
  const significant = digits.replace(/0+$/, '').length;
  return significant > MAX_DIGITS ? `has more than ${MAX_DIGITS} significant digits` : undefined;
}

/** Digits that every IEEE 754 double can give back; beyond them digits are lost or invented. */
const MAX_DIGITS = 17;
/** With so many digits or fewer, any number in range comes back as it was written. */
const SAFE_DIGITS = 15;
/** The smallest positive number that DynamoDB stores, which is greater than the smallest double. */
const LEAST = 1e-130;

/**
 * Why a number in JSON would change when it is parsed, or could not be stored: it is too large or too small, an integer
 * beyond those that doubles hold exactly, in any notation (`1e16`), or has too many digits. Undefined for numbers that
 * stay the same. Other systems may read the same text with more precision, and one amount must not have two values.
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

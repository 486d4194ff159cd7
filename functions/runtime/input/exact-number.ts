/** Digits that every IEEE 754 double can give back; beyond them digits are lost or invented. */
const MAX_DIGITS = 17;
/** With so many digits or fewer, any number in range comes back as it was written. */
const SAFE_DIGITS = 15;

/**
 * Why a number, as JSON writes it, would be another one after parsing: too large or small for a double, an integer
 * that doubles cannot count to, more digits than they hold. Undefined for numbers that survive. Systems behind this
 * one may read the same text with more precision: two readings of one amount are what is refused here.
 */
export function lossOf(source: string): string | undefined {
  // Most numbers are short integers: fifteen characters hold no more than fifteen digits, and no exponent.
  if (source.length <= SAFE_DIGITS && /^-?\d+$/.test(source)) return undefined;
  const value = Number(source);
  if (!Number.isFinite(value)) return 'is too large for a number';
  const [mantissa = '', exponent] = source.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  if (digits === '') return undefined;
  if (value === 0) return 'is too small for a number';
  const isPlainInteger = exponent === undefined && !mantissa.includes('.');
  if (isPlainInteger && !Number.isSafeInteger(value)) return 'is an integer beyond ±9007199254740991';
  const significant = digits.replace(/0+$/, '').length;
  if (significant > MAX_DIGITS) return `has more than ${MAX_DIGITS} significant digits`;
  if (significant > SAFE_DIGITS && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is an integer beyond ±9007199254740991';
  }
  return undefined;
}

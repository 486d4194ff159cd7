/**
 * Digits up to which a JSON number is the number that its writer meant: each decimal of so many significant digits has a
 * binary fraction of its own (IEEE 754).
 */
const EXACT_DIGITS = 15;

/**
 * A number as decimal text without an exponent, the shortest that denotes it: 0.1 is "0.1".
 *
 * @returns undefined if the number is not finite, or has so many digits that another decimal may have been meant
 */
export function decimalText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  if (digits.replace(/^0+/, '').replace(/0+$/, '').length > EXACT_DIGITS) return undefined;
  const point = whole.length + Number(exponent);
  const sign = value < 0 ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A decimal for people: its whole part in groups of three digits, "1,000,000.00". */
export function grouped(decimal: string): string {
  const [whole = '', ...fraction] = decimal.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

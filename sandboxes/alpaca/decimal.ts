/** Decimals as the API writes them: texts, here integers of a billionth. No amount is ever a binary fraction. */
export type Decimal = bigint;

const DIGITS = 9;
export const UNIT: Decimal = 10n ** BigInt(DIGITS);

/** Undefined unless the text is a decimal with at most nine digits after the point. */
export function parseDecimal(text: unknown): Decimal | undefined {
  const [, sign, whole, fraction = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(String(text ?? '')) ?? [];
  if (whole === undefined) return undefined;
  const value = BigInt(whole) * UNIT + BigInt(fraction.padEnd(DIGITS, '0'));
  return sign === '-' ? -value : value;
}

/** Without zeros at the end. */
export function formatDecimal(value: Decimal): string {
  const absolute = value < 0n ? -value : value;
  const fraction = String(absolute % UNIT)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${absolute / UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

export const times = (one: Decimal, other: Decimal): Decimal => (one * other) / UNIT;
export const over = (one: Decimal, other: Decimal): Decimal => (one * UNIT) / other;

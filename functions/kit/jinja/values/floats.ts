/** Decimal texts of floats as Python writes them: exact, ties to even. */

/** `repr()` of a float: the shortest digits that read back as the same number. */
export function floatRepr(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const { negative, digits, exponent } = shortest(value);
  const sign = negative ? '-' : '';
  if (exponent < -4 || exponent >= 16) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

export const nonFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');

export function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function shortest(value: number): { negative: boolean; digits: string; exponent: number } {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const negative = value < 0 || Object.is(value, -0);
  return { negative, digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** `|value|` with this many decimals; negative counts round before the point. */
export function fixed(value: number, decimals: number): string {
  const scaled = scaledRound(Math.abs(value), decimals);
  if (decimals <= 0) return `${scaled}${scaled === 0n ? '' : '0'.repeat(-decimals)}`;
  const digits = String(scaled).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Digits and exponent of `|value|` with `decimals` digits after the first. */
export function scientific(value: number, decimals: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(decimals + 1), exponent: 0 };
  let { exponent } = shortest(value);
  let digits = String(scaledRound(Math.abs(value), decimals - exponent));
  if (digits.length > decimals + 1) {
    exponent += 1;
    digits = digits.slice(0, -1);
  }
  return { digits, exponent };
}

/** `value * 10 ** power`, rounded to an integer without any error before. */
function scaledRound(value: number, power: number): bigint {
  const { mantissa, exponent } = parts(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  return divideToEven(numerator, denominator);
}

/** Quotient of two positive integers, rounded, ties to even. */
export function divideToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** `value = mantissa * 2 ** exponent`, for a positive, finite value. */
export function parts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

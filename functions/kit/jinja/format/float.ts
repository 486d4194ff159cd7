import { valueError } from '../errors.ts';
import { chargeCharacters } from '../meter.ts';
import { exponentText, fixed, floatRepr, nonFinite, scientific } from '../values/floats.ts';

export interface FloatFormat {
  /** One of `eEfFgGn%`, or undefined for the form without a letter. */
  readonly code: string | undefined;
  readonly precision: number | undefined;
  /** `#`: the point stays, and zeros at the end too. */
  readonly alternate: boolean;
}

/** A float that is not negative, in one of Python's presentations. */
export function formatFloat(value: number, { code, precision, alternate }: FloatFormat): string {
  const upper = code !== undefined && code !== code.toLowerCase();
  const kind = code?.toLowerCase();
  if (precision !== undefined && precision > 100_000) throw valueError('precision too big');
  chargeCharacters(precision ?? 0);
  if (!Number.isFinite(value)) {
    const text = nonFinite(value) + (kind === '%' ? '%' : '');
    return upper ? text.toUpperCase() : text;
  }
  const body = present(value, kind, precision, alternate);
  return upper ? body.toUpperCase() : body;
}

function present(value: number, kind: string | undefined, precision: number | undefined, alternate: boolean): string {
  switch (kind) {
    case 'e':
      return exponential(value, precision ?? 6, alternate);
    case 'f':
      return withPoint(fixed(value, precision ?? 6), alternate);
    case '%':
      return `${withPoint(fixed(value * 100, precision ?? 6), alternate)}%`;
    case undefined:
      return precision === undefined ? floatRepr(value) : general(value, precision, alternate, true);
    default:
      return general(value, precision ?? 6, alternate, false);
  }
}

const withPoint = (text: string, alternate: boolean) => (alternate && !text.includes('.') ? `${text}.` : text);

function exponential(value: number, decimals: number, alternate: boolean): string {
  const { digits, exponent } = scientific(value, decimals);
  const point = digits.length > 1 || alternate ? '.' : '';
  return `${digits[0]}${point}${digits.slice(1)}e${exponentText(exponent)}`;
}

/** `g`: as many digits as the precision says, in the shorter of the two notations. */
function general(value: number, precision: number, alternate: boolean, keepsPoint: boolean): string {
  const digits = Math.max(1, precision);
  const { digits: shown, exponent } = scientific(value, digits - 1);
  const significant = alternate ? shown : shown.replace(/0+$/, '') || '0';
  // Without a letter, a number that is whole keeps one digit behind its point.
  const limit = keepsPoint ? digits - 1 : digits;
  if (exponent < -4 || exponent >= limit) {
    const rest = significant.slice(1);
    return `${significant[0]}${rest === '' && !alternate ? '' : '.'}${rest}e${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = significant.slice(exponent + 1);
  if (rest !== '') return `${whole}.${rest}`;
  if (keepsPoint) return `${whole}.0`;
  return alternate ? `${whole}.` : whole;
}

import { JinjaError, typeError, valueError } from '../errors.ts';
import { chargeBits, chargeReading } from '../meter.ts';
import { trim } from './characters.ts';
import { Undefined } from './undefined.ts';
import { isText, plain, typeName, type Value } from './value.ts';

/** An int or bool as bigint; undefined for others. */
export function asInt(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? BigInt(value) : undefined;
}

/** The values that Python accepts as an index. */
export function toIndex(value: Value): bigint {
  const int = asInt(value);
  if (int === undefined) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return int;
}

const LARGEST = 2n ** 53n;

/** An index as a JavaScript number, held within what is exact. */
export function toCount(value: Value): number {
  const int = toIndex(value);
  return Number(int > LARGEST ? LARGEST : int < -LARGEST ? -LARGEST : int);
}

/** The characters of a str; other types are refused. */
export function toText(value: Value, what: string): string {
  if (!isText(value)) throw typeError(`${what} must be str, not ${typeName(value)}`);
  chargeReading(plain(value));
  return plain(value);
}

/** int, bool or float as a float; undefined for others. */
export function asFloat(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  const int = asInt(value);
  return int === undefined ? undefined : floatOfInt(int);
}

export function floatOfInt(int: bigint): number {
  const float = Number(int);
  if (!Number.isFinite(float)) throw new JinjaError('OverflowError', 'int too large to convert to float');
  return float;
}

/** `float(value)`. */
export function toFloat(value: Value): number {
  if (value instanceof Undefined) throw value.error();
  if (isText(value)) return parseFloatText(plain(value));
  const float = asFloat(value);
  if (float === undefined) {
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  }
  return float;
}

const FLOAT = /^[+-]?(?:(?:\d(?:_?\d)*)(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

function parseFloatText(text: string): number {
  const trimmed = asciiDigits(trim(text));
  const [, sign, special] = SPECIAL.exec(trimmed) ?? [];
  if (special !== undefined) {
    if (special.toLowerCase() === 'nan') return Number.NaN;
    return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!FLOAT.test(trimmed)) throw valueError(`could not convert string to float: '${text}'`);
  return Number(trimmed.replaceAll('_', ''));
}

/** `int(value)` for a value that is not text. */
export function toInt(value: Value): bigint {
  if (value instanceof Undefined) throw value.error();
  const int = asInt(value);
  if (int !== undefined) return int;
  if (typeof value === 'number') return truncate(value);
  throw typeError(`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

/** A float without what is behind its point. */
export function truncate(value: number): bigint {
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw new JinjaError('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}

const PREFIXES: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 };

/** `int(text, base)`. */
export function parseInteger(text: string, base: number): bigint {
  if (base !== 0 && (base < 2 || base > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
  const refused = valueError(`invalid literal for int() with base ${base}: '${text}'`);
  let digits = asciiDigits(trim(text)).toLowerCase();
  const negative = digits.startsWith('-');
  if (negative || digits.startsWith('+')) digits = digits.slice(1);
  const prefixBase = PREFIXES[digits.slice(0, 2)];
  let radix = base;
  if (prefixBase !== undefined && (base === 0 || base === prefixBase)) {
    radix = prefixBase;
    digits = digits.slice(2).replace(/^_/, '');
  } else if (base === 0) {
    radix = 10;
    if (/^0[0_]*[1-9]/.test(digits)) throw refused;
  }
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(digits)) throw refused;
  digits = digits.replaceAll('_', '');
  if (radix === 10 && digits.length > 4300) {
    throw valueError(
      `Exceeds the limit (4300 digits) for integer string conversion: value has ${digits.length} digits`,
    );
  }
  chargeBits(digits.length * 6);
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (number >= radix) throw refused;
    value = value * BigInt(radix) + BigInt(number);
  }
  return negative ? -value : value;
}

const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

/** Decimal digits of other scripts as those of ASCII. Unicode has them in runs of ten. */
function asciiDigits(text: string): string {
  return text.replace(OTHER_DIGIT, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

function digitValue(code: number): number {
  let first = code;
  while (code - first < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

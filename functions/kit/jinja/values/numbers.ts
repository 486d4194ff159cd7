import { JinjaError } from '../errors.ts';
import { charge, chargeBits } from '../meter.ts';
import { floatOfInt } from './convert.ts';
import { divideToEven, fixed } from './floats.ts';
import type { Value } from './value.ts';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const isSafe = (value: bigint) => value <= SAFE && value >= -SAFE;
const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

/** `a / b` of two ints, rounded once. */
export function intDivision(a: bigint, b: bigint): number {
  if (b === 0n) throw new JinjaError('ZeroDivisionError', 'division by zero');
  if (isSafe(a) && isSafe(b)) return Number(a) / Number(b);
  const negative = a < 0n !== b < 0n;
  const numerator = a < 0n ? -a : a;
  const denominator = b < 0n ? -b : b;
  // A quotient of 66 bits or more, whose last bit is set if anything is left, rounds to the right double.
  const shift = Math.max(0, 66 - (bitLength(numerator) - bitLength(denominator)));
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  const sticky = scaled % denominator === 0n ? quotient : quotient | 1n;
  const float = Number(sticky) * 2 ** -Math.min(shift, 1000) * 2 ** -Math.max(0, shift - 1000);
  if (!Number.isFinite(float)) throw new JinjaError('OverflowError', 'integer division result too large for a float');
  return negative ? -float : float;
}

/** `a ** b` of two ints: an int, or a float if b is negative. */
export function power(a: bigint, b: bigint): Value {
  if (b < 0n) {
    if (a === 0n) throw new JinjaError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    return floatOfInt(a) ** floatOfInt(b);
  }
  if (a === 0n || a === 1n) return b === 0n ? 1n : a;
  if (a === -1n) return b % 2n === 0n ? 1n : -1n;
  chargeBits(bitLength(a) * Number(b));
  return a ** b;
}

/** `round(value, precision)` of a float. */
export function roundFloat(value: number, precision: number): number {
  if (!Number.isFinite(value)) return value;
  // Beyond these counts, nothing is rounded, or everything.
  if (precision > 323) return value;
  if (precision < -308) return value < 0 ? -0 : 0;
  charge(40);
  const rounded = Number(fixed(value, precision));
  if (!Number.isFinite(rounded)) throw new JinjaError('OverflowError', 'rounded value too large to represent');
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

/** `round(value, precision)` of an int: itself, unless the precision is negative. */
export function roundInt(value: bigint, precision: bigint): bigint {
  if (precision >= 0n) return value;
  if (-precision > 10_000n) return 0n;
  const unit = 10n ** -precision;
  const rounded = divideToEven(value < 0n ? -value : value, unit) * unit;
  return value < 0n ? -rounded : rounded;
}

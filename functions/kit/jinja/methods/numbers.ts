import { JinjaError, valueError } from '../errors.ts';
import { chargeBits } from '../meter.ts';
import { parts } from '../values/floats.ts';
import { boundMethod, methods } from '../values/functions.ts';
import { PyTuple } from '../values/sequences.ts';
import type { Value } from '../values/value.ts';

/** Binary digits, without a sign. */
function bitsOf(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString(2);
  if (digits.length > 64) chargeBits(digits.length);
  return digits;
}

const intMethods = methods<bigint>({
  as_integer_ratio: ['/', (value) => new PyTuple([value, 1n])],
  bit_count: ['/', (value) => BigInt(bitsOf(value).replaceAll('0', '').length)],
  bit_length: ['/', (value) => (value === 0n ? 0n : BigInt(bitsOf(value).length))],
  conjugate: ['/', (value) => value],
});

/** Attribute of an int or bool. */
export function intAttribute(value: bigint | boolean, name: string): Value | undefined {
  const int = BigInt(value);
  if (name === 'real' || name === 'numerator') return int;
  if (name === 'imag') return 0n;
  return name === 'denominator' ? 1n : boundMethod(intMethods, int, name);
}

const floatMethods = methods<number>({
  as_integer_ratio: ['/', ratio],
  conjugate: ['/', (value) => value],
  hex: ['/', hexadecimal],
  is_integer: ['/', (value) => Number.isInteger(value)],
});

/** Attribute of a float. */
export function floatAttribute(value: number, name: string): Value | undefined {
  if (name === 'real') return value;
  return name === 'imag' ? 0 : boundMethod(floatMethods, value, name);
}

function ratio(value: number): Value {
  if (Number.isNaN(value)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) throw new JinjaError('OverflowError', 'cannot convert Infinity to integer ratio');
  let { mantissa, exponent } = parts(Math.abs(value));
  if (mantissa === 0n) return new PyTuple([0n, 1n]);
  while (exponent < 0 && mantissa % 2n === 0n) {
    mantissa /= 2n;
    exponent += 1;
  }
  const numerator = (value < 0 ? -1n : 1n) * (exponent > 0 ? mantissa << BigInt(exponent) : mantissa);
  return new PyTuple([numerator, exponent < 0 ? 1n << BigInt(-exponent) : 1n]);
}

function hexadecimal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  const { mantissa, exponent } = parts(Math.abs(value));
  const normal = mantissa >= 0x10000000000000n;
  const fraction = (normal ? mantissa - 0x10000000000000n : mantissa).toString(16).padStart(13, '0');
  const shown = normal ? exponent + 52 : -1022;
  return `${sign}0x${normal ? 1 : 0}.${fraction}p${shown < 0 ? '-' : '+'}${Math.abs(shown)}`;
}

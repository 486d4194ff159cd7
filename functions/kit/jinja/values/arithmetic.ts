import { JinjaError, typeError } from '../errors.ts';
import { formatPercent } from '../format/percent.ts';
import { charge, chargeBits, chargeCharacters } from '../meter.ts';
import { asFloat, asInt } from './convert.ts';
import { escapeValue } from './escape.ts';
import { intDivision, power } from './numbers.ts';
import { PyList, PyTuple } from './sequences.ts';
import { Undefined } from './undefined.ts';
import { isText, Markup, plain, type Text, typeName, type Value } from './value.ts';

export type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** `a operator b`, as Python has it for the kinds of values there are here. */
export function binary(operator: Operator, a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return ofInts(operator, a, b);
  if (typeof a === 'number' && typeof b === 'number') return ofFloats(operator, a, b);
  if (operator === '%' && isText(a)) return formatPercent(a, b);
  if (a instanceof Undefined) throw a.error();
  if (b instanceof Undefined) throw b.error();
  const left = asInt(a);
  const right = asInt(b);
  if (left !== undefined && right !== undefined) return ofInts(operator, left, right);
  if (operator === '+') {
    const sum = concatenated(a, b);
    if (sum !== undefined) return sum;
  }
  if (operator === '*') {
    const product = repeated(a, b) ?? repeated(b, a);
    if (product !== undefined) return product;
  }
  if (isNumber(a) && isNumber(b)) return ofFloats(operator, asFloat(a) ?? 0, asFloat(b) ?? 0);
  throw unsupported(operator, a, b);
}

const isNumber = (value: Value) => typeof value === 'number' || asInt(value) !== undefined;

function unsupported(operator: Operator, a: Value, b: Value): JinjaError {
  if (operator === '+' && typeof a === 'string') {
    return typeError(`can only concatenate str (not "${typeName(b)}") to str`);
  }
  const name = operator === '**' ? '** or pow()' : operator;
  return typeError(`unsupported operand type(s) for ${name}: '${typeName(a)}' and '${typeName(b)}'`);
}

function ofInts(operator: Operator, a: bigint, b: bigint): Value {
  if (operator !== '**' && !(isSmall(a) && isSmall(b)))
    chargeBits(operator === '*' ? bits(a) + bits(b) : Math.max(bits(a), bits(b)));
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return intDivision(a, b);
    case '//':
      return floorDivide(a, b);
    case '%':
      return a - floorDivide(a, b) * b;
    case '**':
      return power(a, b);
  }
}

const SMALL = 2n ** 62n;
const isSmall = (value: bigint) => value < SMALL && value > -SMALL;
const bits = (value: bigint): number => value.toString(16).length * 4;

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw zeroDivision('integer division or modulo by zero');
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const zeroDivision = (reason: string) => new JinjaError('ZeroDivisionError', reason);

function ofFloats(operator: Operator, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw zeroDivision('float division by zero');
      return a / b;
    case '//':
      return floorFloat(a, b);
    case '%':
      return floatModulo(a, b);
    case '**':
      return floatPower(a, b);
  }
}

function floatModulo(a: number, b: number): number {
  if (b === 0) throw zeroDivision('float modulo');
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floorFloat(a: number, b: number): number {
  if (b === 0) throw zeroDivision('float floor division by zero');
  const quotient = (a - floatModulo(a, b)) / b;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  return Math.round(quotient);
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  if (a < 0 && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new JinjaError('ValueError', 'a negative float to a fractional power is complex, which there is not here');
  }
  if (a === 1) return 1;
  const result = a ** b;
  if (Math.abs(result) === Number.POSITIVE_INFINITY && Number.isFinite(a) && Number.isFinite(b)) {
    throw new JinjaError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return result;
}

function concatenated(a: Value, b: Value): Value | undefined {
  if (isText(a) && isText(b)) return joined(a, b);
  if (a instanceof PyList && b instanceof PyList) {
    charge(a.items.length + b.items.length);
    return new PyList([...a.items, ...b.items]);
  }
  if (a instanceof PyTuple && b instanceof PyTuple) {
    charge(a.items.length + b.items.length);
    return new PyTuple([...a.items, ...b.items]);
  }
  return undefined;
}

function joined(a: Text, b: Text): Text {
  chargeCharacters(plain(a).length + plain(b).length);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  return new Markup(escapeValue(a).value + escapeValue(b).value);
}

function repeated(value: Value, times: Value): Value | undefined {
  const int = asInt(times);
  if (int === undefined) return undefined;
  const count = int < 0n ? 0 : Number(int);
  if (isText(value)) {
    chargeCharacters(plain(value).length * count);
    if (plain(value) === '') return value;
    const text = plain(value).repeat(count);
    return value instanceof Markup ? new Markup(text) : text;
  }
  if (value instanceof PyList) return new PyList(repeatedItems(value.items, count));
  return value instanceof PyTuple ? new PyTuple(repeatedItems(value.items, count)) : undefined;
}

function repeatedItems(items: readonly Value[], count: number): Value[] {
  charge(items.length * count);
  if (items.length === 0) return [];
  return Array.from({ length: count }, () => items).flat();
}

/** `-value` and `+value`. */
export function unary(operator: '-' | '+', value: Value): Value {
  if (value instanceof Undefined) throw value.error();
  const int = asInt(value);
  if (int !== undefined) return operator === '-' ? -int : int;
  if (typeof value === 'number') return operator === '-' ? -value : value;
  throw typeError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
}

/** `abs(value)`. */
export function absolute(value: Value): Value {
  if (value instanceof Undefined) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
  const int = asInt(value);
  if (int !== undefined) return int < 0n ? -int : int;
  if (typeof value === 'number') return Math.abs(value);
  throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
}

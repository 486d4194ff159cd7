import { typeError } from '../errors.ts';
import { charge, chargeReading } from '../meter.ts';
import { asInt } from './convert.ts';
import { PyDict } from './dict.ts';
import { Range } from './range.ts';
import { PyList, PyTuple } from './sequences.ts';
import { Undefined } from './undefined.ts';
import { isText, Markup, PyObject, plain, typeName, type Value } from './value.ts';

/** `a == b`. */
export function equal(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) chargeReading(a);
    return a === b;
  }
  if (a instanceof Undefined || b instanceof Undefined) return equalUndefined(a, b);
  if (isText(a) && isText(b)) return plain(a) === plain(b);
  const left = numberOf(a);
  if (left !== undefined) {
    const right = numberOf(b);
    // biome-ignore lint/suspicious/noDoubleEquals: only == compares bigint with number by value
    return right !== undefined && left == right;
  }
  if (a instanceof PyList && b instanceof PyList) return equalItems(a.items, b.items);
  if (a instanceof PyTuple && b instanceof PyTuple) return equalItems(a.items, b.items);
  if (a instanceof PyDict && b instanceof PyDict) return equalDicts(a, b);
  if (a instanceof Range && b instanceof Range) return a.equals(b);
  return a === b;
}

/** Whether two values are the same one, or equal: what containers compare with. */
export const sameOrEqual = (a: Value, b: Value): boolean => identical(a, b) || equal(a, b);

/** `a is b`. Small ints and equal texts are one object in Python too. */
export function identical(a: Value, b: Value): boolean {
  if (a instanceof Markup || b instanceof Markup) return a === b;
  return a === b;
}

/** int, bool or float as what JavaScript compares; undefined for others. */
const numberOf = (value: Value): bigint | number | undefined => (typeof value === 'number' ? value : asInt(value));

function equalUndefined(a: Value, b: Value): boolean {
  if (a instanceof Undefined) a.refuseIfStrict();
  if (b instanceof Undefined) b.refuseIfStrict();
  return a instanceof Undefined && b instanceof Undefined && a.kind === b.kind;
}

function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  charge(a.length);
  return a.every((item, index) => sameOrEqual(item, b[index] ?? null));
}

function equalDicts(a: PyDict, b: PyDict): boolean {
  if (a.size !== b.size) return false;
  charge(a.size);
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined || !sameOrEqual(value, other)) return false;
  }
  return true;
}

export type Order = '<' | '<=' | '>' | '>=';

/** `a < b` and its like. */
export function ordered(a: Value, operator: Order, b: Value): boolean {
  if (a instanceof Undefined) throw a.error();
  if (b instanceof Undefined) throw b.error();
  if (isText(a) && isText(b)) return decide(compareTexts(plain(a), plain(b)), operator);
  const left = numberOf(a);
  const right = numberOf(b);
  if (left !== undefined && right !== undefined) return decideNumbers(left, operator, right);
  if ((a instanceof PyList && b instanceof PyList) || (a instanceof PyTuple && b instanceof PyTuple)) {
    return orderedItems(a.items, operator, b.items);
  }
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function orderedItems(a: readonly Value[], operator: Order, b: readonly Value[]): boolean {
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    charge(1);
    const left = a[index] ?? null;
    const right = b[index] ?? null;
    if (!sameOrEqual(left, right)) return ordered(left, operator, right);
  }
  return decide(a.length - b.length, operator);
}

function decideNumbers(a: bigint | number, operator: Order, b: bigint | number): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

const decide = (sign: number, operator: Order): boolean => decideNumbers(sign, operator, 0);

/** Order of two texts by code points. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  charge(length >> 3);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === length) return a.length - b.length;
  return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
}

/** Surrogates stand for code points above all other units. */
const rank = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/** `value in container`. */
export function contains(container: Value, value: Value): boolean {
  if (isText(container)) {
    if (value instanceof Undefined)
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
    if (!isText(value)) throw typeError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
    charge(plain(container).length >> 3);
    return plain(container).includes(plain(value));
  }
  if (container instanceof PyDict) return container.get(value) !== undefined;
  if (container instanceof PyList || container instanceof PyTuple) {
    return container.items.some((item) => {
      charge(1);
      return sameOrEqual(item, value);
    });
  }
  const iterator = container instanceof PyObject ? container.iterate() : undefined;
  if (!iterator) throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    charge(1);
    if (sameOrEqual(next.value, value)) return true;
  }
  return false;
}

import { typeError } from '../errors.ts';
import { charge, chargeReading } from '../meter.ts';
import { lengthOf } from './characters.ts';
import { PyList, PyTuple } from './sequences.ts';
import { isText, Markup, PyObject, plain, typeName, type Value } from './value.ts';

/** The items of a value one by one, or undefined if it cannot be iterated. */
export function tryIterate(value: Value): Iterator<Value> | undefined {
  if (typeof value === 'string') return value[Symbol.iterator]();
  if (value instanceof Markup) return value.value[Symbol.iterator]();
  return value instanceof PyObject ? value.iterate() : undefined;
}

/** `iter(value)`. */
export function iterate(value: Value): Iterator<Value> {
  const iterator = tryIterate(value);
  if (!iterator) throw typeError(`'${typeName(value)}' object is not iterable`);
  return iterator;
}

/** `list(value)` as an array of its own. Charges for each item. */
export function itemsOf(value: Value): Value[] {
  if (value instanceof PyList || value instanceof PyTuple) {
    charge(value.items.length);
    return [...value.items];
  }
  const items: Value[] = [];
  for (const item of each(value)) items.push(item);
  return items;
}

/** The items of a value for a loop. Charges for each item. */
export function* each(value: Value): Generator<Value> {
  const iterator = iterate(value);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    charge(1);
    yield next.value;
  }
}

/** `len(value)`, or undefined if it has no length. */
export function tryLength(value: Value): number | undefined {
  if (isText(value)) {
    chargeReading(plain(value));
    return lengthOf(plain(value));
  }
  return value instanceof PyObject ? value.length() : undefined;
}

export function length(value: Value): number {
  const count = tryLength(value);
  if (count === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return count;
}

/** `bool(value)`. */
export function truth(value: Value): boolean {
  if (value instanceof Markup) return value.value !== '';
  if (value instanceof PyObject) return value.truth();
  if (typeof value === 'bigint') return value !== 0n;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}

import { JinjaError, valueError } from '../errors.ts';
import { charge } from '../meter.ts';
import { sameOrEqual } from '../values/compare.ts';
import { asInt, toCount } from '../values/convert.ts';
import { methods } from '../values/functions.ts';
import { itemsOf, truth } from '../values/iteration.ts';
import type { Range } from '../values/range.ts';
import { PyList, type PyTuple } from '../values/sequences.ts';
import { sorted } from '../values/sorting.ts';
import { repr } from '../values/text.ts';
import type { Value } from '../values/value.ts';

const countOf = (items: readonly Value[], value: Value) => {
  charge(items.length);
  return BigInt(items.filter((item) => sameOrEqual(item, value)).length);
};

function indexOf(items: readonly Value[], value: Value, start: Value = 0n, stop: Value = 2n ** 53n): bigint {
  charge(items.length);
  const at = (position: Value) => {
    const index = toCount(position);
    return index < 0 ? Math.max(0, index + items.length) : index;
  };
  const end = Math.min(at(stop), items.length);
  for (let index = at(start); index < end; index += 1) {
    if (sameOrEqual(items[index] ?? null, value)) return BigInt(index);
  }
  throw valueError(`${repr(value)} is not in list`);
}

function pop(list: PyList, index: Value = -1n): Value {
  if (list.items.length === 0) throw new JinjaError('IndexError', 'pop from empty list');
  const position = toCount(index);
  const [item] = position >= -list.items.length ? list.items.splice(position, 1) : [];
  if (item === undefined) throw new JinjaError('IndexError', 'pop index out of range');
  return item;
}

function replaceItems(list: PyList, items: readonly Value[]): null {
  list.items.length = 0;
  for (const item of items) list.items.push(item);
  return null;
}

/** None, for methods that change their list. */
const nothing = (_changed: unknown): null => null;

/** Methods of list, those that change it included. */
export const listMethods = methods<PyList>({
  append: ['object /', ({ items }, value) => nothing(items.push(value))],
  clear: ['/', (list) => replaceItems(list, [])],
  copy: ['/', (list) => new PyList(itemsOf(list))],
  count: ['value /', ({ items }, value) => countOf(items, value)],
  extend: ['iterable /', (list, values) => replaceItems(list, [...itemsOf(list), ...itemsOf(values)])],
  index: ['value start? stop? /', ({ items }, value, start, stop) => indexOf(items, value, start, stop)],
  insert: ['index object /', ({ items }, index, value) => nothing(items.splice(toCount(index), 0, value))],
  pop: ['index? /', pop],
  remove: ['value /', (list, value) => nothing(list.items.splice(Number(indexOf(list.items, value)), 1))],
  reverse: ['/', ({ items }) => nothing(items.reverse())],
  sort: ['reverse?', (list, reverse = false) => replaceItems(list, sorted(itemsOf(list), { reverse: truth(reverse) }))],
});

/** Methods of tuple. */
export const tupleMethods = methods<PyTuple>({
  count: ['value /', ({ items }, value) => countOf(items, value)],
  index: ['value start? stop? /', ({ items }, value, start, stop) => indexOf(items, value, start, stop)],
});

function indexInRange(range: Range, value: Value): bigint {
  const int = asInt(value);
  const offset = int === undefined ? -1n : (int - range.start) / range.step;
  if (int === undefined || offset < 0n || range.at(offset) !== int) throw valueError(`${repr(value)} is not in range`);
  return offset;
}

/** Methods of range. */
export const rangeMethods = methods<Range>({
  count: ['value /', (range, value) => countOf(itemsOf(range), value)],
  index: ['value /', indexInRange],
});

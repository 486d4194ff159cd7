import { isKind, JinjaError, typeError } from '../errors.ts';
import { charge } from '../meter.ts';
import { join } from '../methods/texts.ts';
import type { Site } from '../site.ts';
import { binary } from '../values/arithmetic.ts';
import { pointsOf } from '../values/characters.ts';
import { equal, ordered } from '../values/compare.ts';
import { toCount, toIndex } from '../values/convert.ts';
import { DictView, PyDict } from '../values/dict.ts';
import { escapeValue } from '../values/escape.ts';
import { each, itemsOf, iterate, length, truth } from '../values/iteration.ts';
import { Range } from '../values/range.ts';
import { NamedTuple, PyIterator, PyList, PyTuple } from '../values/sequences.ts';
import { sorted } from '../values/sorting.ts';
import { str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, Markup, plain, typeName, type Value } from '../values/value.ts';
import { getterOf, gettersOf, ignoreCase } from './attributes.ts';
import { type Filter, filters } from './filter.ts';
import { softText } from './soft.ts';

/** How items are compared: without regard to case unless it matters. */
const comparing = (caseSensitive: Value) => (truth(caseSensitive) ? {} : { after: ignoreCase });

function firstOf(site: Site, value: Value): Value {
  const next = iterate(value).next();
  return next.done ? site.undefined({ hint: 'No first item, sequence was empty.' }) : next.value;
}

function lastOf(site: Site, value: Value): Value {
  const items = reversible(value);
  if (!items) throw typeError(`'${typeName(value)}' object is not reversible`);
  return items.at(-1) ?? emptyOr(items, site.undefined({ hint: 'No last item, sequence was empty.' }));
}

/** None is an item too. */
const emptyOr = (items: readonly Value[], otherwise: Value): Value => (items.length === 0 ? otherwise : null);

/** Items of what Python can go through backwards; undefined for what it cannot. */
function reversible(value: Value): Value[] | undefined {
  if (isText(value)) return [...pointsOf(plain(value))];
  if (value instanceof Undefined) return itemsOf(value);
  const isSequence = value instanceof PyList || value instanceof PyTuple || value instanceof Range;
  return isSequence || value instanceof PyDict || value instanceof DictView ? itemsOf(value) : undefined;
}

function reversed(value: Value): Value {
  if (isText(value)) {
    const text = [...pointsOf(plain(value))].reverse().join('');
    charge(text.length >> 3);
    return value instanceof Markup ? new Markup(text) : text;
  }
  const items = reversible(value);
  if (items) return new PyIterator(items.reverse().values(), reversedType(value));
  try {
    return new PyList(itemsOf(value).reverse());
  } catch (error) {
    if (!isKind(error, 'TypeError')) throw error;
    throw new JinjaError('FilterArgumentError', 'argument must be iterable');
  }
}

function reversedType(value: Value): string {
  if (value instanceof PyList) return 'list_reverseiterator';
  return value instanceof Range ? 'range_iterator' : 'reversed';
}

function* batches(value: Value, count: number, fill: Value): Generator<Value> {
  let batch: Value[] = [];
  for (const item of each(value)) {
    if (batch.length === count) {
      yield new PyList(batch);
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length === 0) return;
  if (fill !== null && batch.length < count) {
    charge(count - batch.length);
    while (batch.length < count) batch.push(fill);
  }
  yield new PyList(batch);
}

function* slices(value: Value, count: number, fill: Value): Generator<Value> {
  const items = itemsOf(value);
  if (count === 0) throw new JinjaError('ZeroDivisionError', 'integer division or modulo by zero');
  const size = Math.floor(items.length / count);
  const longer = items.length - size * count;
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    const end = start + size + (index < longer ? 1 : 0);
    const slice = items.slice(start, end);
    if (fill !== null && index >= longer) slice.push(fill);
    start = end;
    charge(1);
    yield new PyList(slice);
  }
}

function joined(site: Site, value: Value, separator: Value = '', attribute: Value = null): Value {
  const get = attribute === null ? (item: Value) => item : getterOf(site, attribute);
  const items = Array.from(each(value), get);
  if (!site.autoescape) return join(str(separator), new PyList(items.map(str)));
  const marks = separator instanceof Markup || items.some((item) => item instanceof Markup);
  if (!marks) return join(str(separator), new PyList(items.map(str)));
  const by = separator instanceof Markup ? softText(separator) : escapeValue(separator);
  return new Markup(join(plain(by), new PyList(items.map((item) => escapeValue(item).value))));
}

function extreme(site: Site, value: Value, wins: '<' | '>', caseSensitive: Value, attribute: Value): Value {
  const get = getterOf(site, attribute, comparing(caseSensitive));
  let best: { item: Value; by: Value } | undefined;
  for (const item of each(value)) {
    const by = get(item);
    if (best === undefined || ordered(by, wins, best.by)) best = { item, by };
  }
  return best ? best.item : site.undefined({ hint: 'No aggregated item, sequence was empty.' });
}

function sort(site: Site, value: Value, reverse: Value, caseSensitive: Value, attribute: Value): Value {
  const get = gettersOf(site, attribute, truth(caseSensitive) ? undefined : ignoreCase);
  const key = (item: Value) => new PyList(get(item));
  return new PyList(sorted(itemsOf(value), { key, reverse: truth(reverse) }));
}

function* unique(site: Site, value: Value, caseSensitive: Value, attribute: Value): Generator<Value> {
  const get = getterOf(site, attribute, comparing(caseSensitive));
  const seen = new PyDict();
  for (const item of each(value)) {
    const key = get(item);
    if (seen.get(key) !== undefined) continue;
    seen.set(key, true);
    yield item;
  }
}

function groups(site: Site, value: Value, attribute: Value, fallback: Value, caseSensitive: Value): Value {
  const get = getterOf(site, attribute, { fallback, ...comparing(caseSensitive) });
  const found: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(itemsOf(value), { key: get })) {
    const key = get(item);
    const group = found.at(-1);
    if (group && equal(group.key, key)) group.items.push(item);
    else found.push({ key, items: [item] });
  }
  const shown = getterOf(site, attribute, { fallback });
  return new PyList(
    found.map(({ key, items }) => {
      const grouper = truth(caseSensitive) ? key : shown(items[0] ?? null);
      return new NamedTuple('_GroupTuple', { grouper, list: new PyList(items) });
    }),
  );
}

function sum(site: Site, value: Value, attribute: Value, start: Value): Value {
  iterate(value);
  if (isText(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const get = attribute === null ? (item: Value) => item : getterOf(site, attribute);
  let total: Value = start;
  for (const item of each(value)) total = binary('+', total, get(item));
  return total;
}

function dictSort(value: Value, caseSensitive: Value, by: Value, reverse: Value): Value {
  const position = by === 'key' ? 0 : 1;
  if (by !== 'key' && by !== 'value') {
    throw new JinjaError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  if (value instanceof Undefined) throw value.error();
  if (!(value instanceof PyDict)) {
    throw new JinjaError('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
  }
  const pairs = itemsOf(new DictView(value, 'items'));
  const key = (pair: Value) => {
    const part = pair instanceof PyTuple ? (pair.items[position] ?? null) : pair;
    return truth(caseSensitive) ? part : ignoreCase(part);
  };
  return new PyList(sorted(pairs, { key, reverse: truth(reverse) }));
}

function* pairs(value: Value): Generator<Value> {
  if (value instanceof Undefined) return;
  if (!(value instanceof PyDict)) throw typeError('Can only get item pairs from a mapping.');
  yield* each(new DictView(value, 'items'));
}

function randomItem(site: Site, value: Value): Value {
  const count = length(value);
  if (count === 0) return site.undefined({ hint: 'No random item, sequence was empty.' });
  return site.subscript(value, BigInt(Math.floor(Math.random() * count)));
}

/** Filters on sequences. */
export const SEQUENCE_FILTERS: readonly [string, Filter][] = filters({
  batch: [
    'linecount fill_with?',
    (_, value, count, fill = null) => new PyIterator(batches(value, toCount(count), fill)),
  ],
  count: ['', (_, value) => BigInt(length(value))],
  dictsort: [
    'case_sensitive? by? reverse?',
    (_, value, caseSensitive = false, by = 'key', reverse = false) => dictSort(value, caseSensitive, by, reverse),
  ],
  first: ['', firstOf],
  groupby: [
    'attribute default? case_sensitive?',
    (site, value, attribute, fallback = null, caseSensitive = false) =>
      groups(site, value, attribute, fallback, caseSensitive),
  ],
  items: ['', (_, value) => new PyIterator(pairs(value))],
  join: ['d? attribute?', joined],
  last: ['', lastOf],
  length: ['', (_, value) => BigInt(length(value))],
  list: ['', (_, value) => new PyList(itemsOf(value))],
  max: [
    'case_sensitive? attribute?',
    (site, value, caseSensitive = false, attribute = null) => extreme(site, value, '>', caseSensitive, attribute),
  ],
  min: [
    'case_sensitive? attribute?',
    (site, value, caseSensitive = false, attribute = null) => extreme(site, value, '<', caseSensitive, attribute),
  ],
  random: ['', randomItem],
  reverse: ['', (_, value) => reversed(value)],
  slice: [
    'slices fill_with?',
    (_, value, count, fill = null) => new PyIterator(slices(value, Number(toIndex(count)), fill)),
  ],
  sort: [
    'reverse? case_sensitive? attribute?',
    (site, value, reverse = false, caseSensitive = false, attribute = null) =>
      sort(site, value, reverse, caseSensitive, attribute),
  ],
  sum: ['attribute? start?', (site, value, attribute = null, start = 0n) => sum(site, value, attribute, start)],
  unique: [
    'case_sensitive? attribute?',
    (site, value, caseSensitive = false, attribute = null) =>
      new PyIterator(unique(site, value, caseSensitive, attribute)),
  ],
});

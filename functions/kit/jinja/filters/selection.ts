import { JinjaError, typeError } from '../errors.ts';
import type { Site } from '../site.ts';
import { each, truth } from '../values/iteration.ts';
import { PyIterator } from '../values/sequences.ts';
import { type Arguments, isText, plain, typeName, type Value } from '../values/value.ts';
import { type Getter, getterOf } from './attributes.ts';
import type { Filter } from './filter.ts';

const argumentError = (reason: string) => new JinjaError('FilterArgumentError', reason);

function nameOf(value: Value): string {
  if (!isText(value)) throw typeError(`a name must be str, not ${typeName(value)}`);
  return plain(value);
}

/** What `map` does to each item: takes an attribute out of it, or applies a filter. */
function mapping(site: Site, { positional, keyword }: Arguments): Getter {
  const attribute = keyword.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    const [unexpected] = [...keyword.keys()].filter((name) => name !== 'attribute' && name !== 'default');
    if (unexpected !== undefined) throw argumentError(`Unexpected keyword argument '${unexpected}'`);
    return getterOf(site, attribute, { fallback: keyword.get('default') ?? null });
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw argumentError('map requires a filter argument');
  return (item) => site.callFilter(nameOf(name), item, { positional: rest, keyword });
}

const map: Filter = (site, value, args) =>
  new PyIterator(
    (function* () {
      if (!truth(value)) return;
      const change = mapping(site, args);
      for (const item of each(value)) yield change(item);
    })(),
  );

/** A test of an item, or of an attribute of it; without a test's name, whether it is true. */
function testing(site: Site, { positional, keyword }: Arguments, ofAttribute: boolean): (item: Value) => boolean {
  const rest = [...positional];
  const attribute = ofAttribute ? rest.shift() : null;
  if (attribute === undefined) throw argumentError('Missing parameter for attribute name');
  const get: Getter = ofAttribute ? getterOf(site, attribute) : (item) => item;
  const [name, ...args] = rest;
  if (name === undefined) return (item) => truth(get(item));
  return (item) => site.callTest(nameOf(name), get(item), { positional: args, keyword });
}

const selecting =
  (keeps: boolean, ofAttribute: boolean): Filter =>
  (site, value, args) =>
    new PyIterator(
      (function* () {
        if (!truth(value)) return;
        const test = testing(site, args, ofAttribute);
        for (const item of each(value)) if (test(item) === keeps) yield item;
      })(),
    );

/** Filters that take other filters and tests. */
export const SELECTION_FILTERS: readonly [string, Filter][] = [
  ['map', map],
  ['select', selecting(true, false)],
  ['reject', selecting(false, false)],
  ['selectattr', selecting(true, true)],
  ['rejectattr', selecting(false, true)],
];

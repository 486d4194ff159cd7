import { JinjaError, typeError, valueError } from '../errors.ts';
import { charge } from '../meter.ts';
import { DictView, PyDict } from '../values/dict.ts';
import { boundMethod, type Methods, methods, PyFunction } from '../values/functions.ts';
import { each, itemsOf } from '../values/iteration.ts';
import { PyTuple } from '../values/sequences.ts';
import { repr } from '../values/text.ts';
import { type Arguments, typeName, type Value } from '../values/value.ts';

const keyError = (key: Value) => new JinjaError('KeyError', repr(key));

function getOr(dict: PyDict, key: Value, otherwise: Value = null): Value {
  const value = dict.get(key);
  return value === undefined ? otherwise : value;
}

function pop(dict: PyDict, key: Value, otherwise?: Value): Value {
  const value = dict.get(key);
  if (value === undefined) {
    if (otherwise === undefined) throw keyError(key);
    return otherwise;
  }
  dict.delete(key);
  return value;
}

function popItem(dict: PyDict): Value {
  const last = [...dict.entries()].at(-1);
  if (!last) throw new JinjaError('KeyError', "'popitem(): dictionary is empty'");
  charge(dict.size);
  dict.delete(last[0]);
  return new PyTuple([...last]);
}

function setDefault(dict: PyDict, key: Value, value: Value = null): Value {
  const known = dict.get(key);
  if (known !== undefined) return known;
  dict.set(key, value);
  return value;
}

/** Copies pairs into a dict: those of another dict, or of an iterable of pairs, and then keywords. */
export function update(dict: PyDict, { positional, keyword }: Arguments): null {
  if (positional.length > 1) throw typeError(`update expected at most 1 argument, got ${positional.length}`);
  const [source] = positional;
  if (source instanceof PyDict) {
    charge(source.size);
    for (const [key, value] of source.entries()) dict.set(key, value);
  } else if (source !== undefined) {
    for (const [index, pair] of itemsOf(source).entries()) {
      const items = pairOf(pair, index);
      dict.set(items[0], items[1]);
    }
  }
  for (const [key, value] of keyword) dict.set(key, value);
  return null;
}

function pairOf(pair: Value, index: number): [Value, Value] {
  const name = `dictionary update sequence element #${index}`;
  let items: Value[];
  try {
    items = itemsOf(pair);
  } catch (error) {
    if (!(error instanceof JinjaError) || error.kind !== 'TypeError') throw error;
    throw typeError(`cannot convert ${name} to a sequence: it is '${typeName(pair)}'`);
  }
  const [key, value] = items;
  if (items.length !== 2 || key === undefined || value === undefined) {
    throw valueError(`${name} has length ${items.length}; 2 is required`);
  }
  return [key, value];
}

function fromKeys(keys: Value, value: Value = null): PyDict {
  const dict = new PyDict();
  for (const key of each(keys)) dict.set(key, value);
  return dict;
}

function clear(dict: PyDict): null {
  dict.clear();
  return null;
}

function copy(dict: PyDict): PyDict {
  charge(dict.size);
  return PyDict.of(dict.entries());
}

const table: Methods<PyDict> = methods<PyDict>({
  clear: ['/', clear],
  copy: ['/', copy],
  fromkeys: ['iterable value? /', (_, keys, value) => fromKeys(keys, value)],
  get: ['key default? /', getOr],
  items: ['/', (dict) => new DictView(dict, 'items')],
  keys: ['/', (dict) => new DictView(dict, 'keys')],
  pop: ['key default? /', pop],
  popitem: ['/', popItem],
  setdefault: ['key default? /', setDefault],
  values: ['/', (dict) => new DictView(dict, 'values')],
});

/** A method of dict, those that change it included. */
export function dictMethod(dict: PyDict, name: string): Value | undefined {
  if (name === 'update') return new PyFunction(name, (args) => update(dict, args));
  return boundMethod(table, dict, name);
}

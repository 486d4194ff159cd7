import { JinjaError, typeError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { PyTuple } from './sequences.ts';
import { commaSeparated, once, repr } from './text.ts';
import { Undefined } from './undefined.ts';
import { Markup, PyObject, typeName, type Value } from './value.ts';

type Hash = string | bigint | number | null | object;

/** Equal keys have the same hash, and others have not: Python's `1`, `1.0` and `True` are one key. */
function hashOf(key: Value): Hash {
  if (typeof key === 'string') return key.startsWith('\0') ? `\0s${key}` : key;
  if (typeof key === 'bigint' || key === null) return key;
  if (typeof key === 'boolean') return BigInt(key);
  if (typeof key === 'number') return Number.isInteger(key) ? BigInt(key) : key;
  if (key instanceof Markup) return hashOf(key.value);
  if (key instanceof PyTuple) return hashOfTuple(key);
  if (key instanceof Undefined) {
    key.refuseIfStrict();
    return `\0u${key.kind}`;
  }
  if (!key.hashable) throw typeError(`unhashable type: '${typeName(key)}'`);
  return key;
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

function hashOfTuple(tuple: PyTuple): string {
  charge(tuple.items.length);
  const hashes = tuple.items.map((item) => {
    const hash = hashOf(item);
    const text = typeof hash === 'object' && hash !== null ? `o${identityOf(hash)}` : `${typeof hash}${String(hash)}`;
    return `${text.length}:${text}`;
  });
  return charged(`\0t${hashes.join('')}`);
}

function identityOf(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  lastIdentity += 1;
  identities.set(object, lastIdentity);
  return lastIdentity;
}

/** A dict: keys of any hashable kind, in the order of their insertion. Its keys are never properties of an object. */
export class PyDict extends PyObject {
  override readonly typeName = 'dict';
  readonly #entries = new Map<Hash, [Value, Value]>();

  static of(entries: Iterable<readonly [Value, Value]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    const entry = this.#entries.get(hash);
    if (entry) entry[1] = value;
    else this.#entries.set(hash, [key, value]);
  }

  delete(key: Value): void {
    this.#entries.delete(hashOf(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Keys and values; a change of the size while it runs is an error. */
  *entries(): Generator<readonly [Value, Value]> {
    const { size } = this;
    for (const entry of this.#entries.values()) {
      yield entry;
      if (this.size !== size) throw new JinjaError('RuntimeError', 'dictionary changed size during iteration');
    }
  }

  *keys(): Generator<Value> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override get hashable(): boolean {
    return false;
  }

  override get subscriptable(): boolean {
    return true;
  }

  override length(): number {
    return this.size;
  }

  override iterate(): Iterator<Value> {
    return this.keys();
  }

  override item(key: Value): Value | undefined {
    return this.get(key);
  }

  override repr(): string {
    charge(1);
    return once(this, '{...}', () => {
      const texts: string[] = [];
      for (const [key, value] of this.entries()) {
        const text = `${repr(key)}: ${repr(value)}`;
        charge(1 + (text.length >> 3));
        texts.push(text);
      }
      return `{${texts.join(', ')}}`;
    });
  }
}

/** What `keys()`, `values()` and `items()` of a dict give: they follow its changes. */
export class DictView extends PyObject {
  override readonly typeName: string;
  readonly #dict: PyDict;
  readonly #part: 'keys' | 'values' | 'items';

  constructor(dict: PyDict, part: 'keys' | 'values' | 'items') {
    super();
    this.#dict = dict;
    this.#part = part;
    this.typeName = `dict_${part}`;
  }

  override length(): number {
    return this.#dict.size;
  }

  override iterate(): Iterator<Value> {
    if (this.#part === 'items') return this.#items();
    return this.#part === 'keys' ? this.#dict.keys() : this.#dict.values();
  }

  *#items(): Generator<Value> {
    for (const [key, value] of this.#dict.entries()) yield new PyTuple([key, value]);
  }

  override repr(): string {
    const items: Value[] = [];
    const iterator = this.iterate();
    for (let next = iterator.next(); !next.done; next = iterator.next()) items.push(next.value);
    return once(this, '...', () => `${this.typeName}([${commaSeparated(items)}])`);
  }
}

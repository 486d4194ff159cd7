import { JinjaError } from '../errors.ts';
import { charge } from '../meter.ts';
import { asInt } from './convert.ts';
import { commaSeparated, once } from './text.ts';
import { PyObject, type Value } from './value.ts';

/** What list and tuple have in common. */
abstract class Sequence extends PyObject {
  abstract readonly items: readonly Value[];

  override get subscriptable(): boolean {
    return true;
  }

  override length(): number {
    return this.items.length;
  }

  override item(key: Value): Value | undefined {
    const index = asInt(key);
    if (index === undefined) return undefined;
    return this.items[Number(index < 0n ? BigInt(this.items.length) + index : index)];
  }

  /** Sees what is appended while it runs, as Python's iterators do. */
  override *iterate(): Iterator<Value> {
    for (let index = 0; index < this.items.length; index += 1) {
      const item = this.items[index];
      if (item !== undefined) yield item;
    }
  }
}

export class PyList extends Sequence {
  override readonly typeName = 'list';
  readonly items: Value[];

  constructor(items: Value[]) {
    super();
    this.items = items;
  }

  override get hashable(): boolean {
    return false;
  }

  override repr(): string {
    charge(1);
    return once(this, '[...]', () => `[${commaSeparated(this.items)}]`);
  }
}

export class PyTuple extends Sequence {
  override readonly typeName: string = 'tuple';
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }

  override get hashable(): boolean {
    charge(this.items.length);
    return this.items.every((item) => !(item instanceof PyObject) || item.hashable);
  }

  override repr(): string {
    charge(1);
    const end = this.items.length === 1 ? ',)' : ')';
    return once(this, '(...)', () => `(${commaSeparated(this.items)}${end}`);
  }
}

/** A tuple whose items have names too, as the groups of `groupby`. */
export class NamedTuple extends PyTuple {
  override readonly typeName: string;
  readonly #names: readonly string[];

  constructor(typeName: string, fields: Record<string, Value>) {
    super(Object.values(fields));
    this.typeName = typeName;
    this.#names = Object.keys(fields);
  }

  override attribute(name: string): Value | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? super.attribute(name) : this.items[index];
  }
}

/** Something that is iterated once, as a generator. */
export class PyIterator extends PyObject {
  override readonly typeName: string;
  readonly #iterator: Iterator<Value>;

  constructor(iterator: Iterator<Value>, typeName = 'generator') {
    super();
    this.#iterator = iterator;
    this.typeName = typeName;
  }

  /** Charges for each item. */
  override iterate(): Iterator<Value> {
    return {
      next: () => {
        charge(1);
        return this.#iterator.next();
      },
    };
  }

  override repr(): string {
    return `<${this.typeName} object>`;
  }
}

/** The next item, or the error of an iterator that is used up. */
export function nextOf(iterator: Iterator<Value>): Value {
  const next = iterator.next();
  if (next.done) throw new JinjaError('StopIteration', 'the iterator has no more items');
  return next.value;
}

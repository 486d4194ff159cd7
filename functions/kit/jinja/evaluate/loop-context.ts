import { typeError } from '../errors.ts';
import { charge } from '../meter.ts';
import { equal } from '../values/compare.ts';
import { PyFunction } from '../values/functions.ts';
import { itemsOf, iterate, tryLength } from '../values/iteration.ts';
import { PyIterator, PyTuple } from '../values/sequences.ts';
import type { Undefined } from '../values/undefined.ts';
import { type Arguments, PyObject, type Value } from '../values/value.ts';

/** `loop`: the position in a loop. It reads one item ahead only if `last` or `nextitem` is used. */
export class LoopContext extends PyObject {
  override readonly typeName = 'LoopContext';
  readonly #iterable: Value;
  #iterator: Iterator<Value>;
  readonly #undefined: (hint: string) => Undefined;
  readonly #recursion: { recurse: (children: Value) => Value; depth: number } | undefined;
  #index = -1;
  #length: number | undefined;
  #ahead: IteratorResult<Value> | undefined;
  #before: Value | undefined;
  #current: Value | undefined;
  #changed: Value | undefined;

  constructor(
    iterable: Value,
    undefinedOf: (hint: string) => Undefined,
    recursion?: { recurse: (children: Value) => Value; depth: number },
  ) {
    super();
    this.#iterable = iterable;
    this.#iterator = iterate(iterable);
    this.#undefined = undefinedOf;
    this.#recursion = recursion;
  }

  override get qualifiedName(): string {
    return 'jinja2.runtime.LoopContext';
  }

  /** The items, for the loop itself. */
  *rounds(): Generator<Value> {
    for (;;) {
      charge(1);
      const next = this.#ahead ?? this.#iterator.next();
      this.#ahead = undefined;
      if (next.done) return;
      this.#index += 1;
      this.#before = this.#current;
      this.#current = next.value;
      yield next.value;
    }
  }

  override get callable(): boolean {
    return true;
  }

  override call({ positional }: Arguments): Value {
    const [children] = positional;
    if (!this.#recursion) throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    if (children === undefined) throw typeError("loop() missing a required argument: 'iterable'");
    return this.#recursion.recurse(children);
  }

  override length(): number {
    if (this.#length !== undefined) return this.#length;
    const known = tryLength(this.#iterable);
    if (known !== undefined) {
      this.#length = known;
      return known;
    }
    const rest = itemsOf(new PyIterator(this.#iterator));
    this.#iterator = rest.values();
    const ahead = this.#ahead && !this.#ahead.done ? 1 : 0;
    this.#length = rest.length + this.#index + 1 + ahead;
    return this.#length;
  }

  override attribute(name: string): Value | undefined {
    const index = BigInt(this.#index);
    switch (name) {
      case 'index':
        return index + 1n;
      case 'index0':
        return index;
      case 'revindex':
        return BigInt(this.length()) - index;
      case 'revindex0':
        return BigInt(this.length()) - index - 1n;
      case 'first':
        return this.#index === 0;
      case 'last':
        return this.#peek().done === true;
      case 'length':
        return BigInt(this.length());
      case 'depth':
        return BigInt(this.#recursion?.depth ?? 0) + 1n;
      case 'depth0':
        return BigInt(this.#recursion?.depth ?? 0);
      case 'previtem':
        return this.#before === undefined ? this.#undefined('there is no previous item') : this.#before;
      case 'nextitem':
        return this.#next();
      case 'cycle':
        return new PyFunction(name, ({ positional }) => this.#cycle(positional));
      case 'changed':
        return new PyFunction(name, ({ positional }) => this.#hasChanged(new PyTuple(positional)));
      default:
        return undefined;
    }
  }

  override repr(): string {
    return `<LoopContext ${this.#index + 1}/${this.length()}>`;
  }

  #peek(): IteratorResult<Value> {
    this.#ahead ??= this.#iterator.next();
    return this.#ahead;
  }

  #next(): Value {
    const next = this.#peek();
    return next.done ? this.#undefined('there is no next item') : next.value;
  }

  #cycle(values: readonly Value[]): Value {
    if (values.length === 0) throw typeError('no items for cycling given');
    return values[this.#index % values.length] ?? null;
  }

  #hasChanged(values: PyTuple): boolean {
    if (this.#changed !== undefined && equal(this.#changed, values)) return false;
    this.#changed = values;
    return true;
  }
}

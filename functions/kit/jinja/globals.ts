import { JinjaError, typeError } from './errors.ts';
import { loremIpsum } from './lorem.ts';
import { charge } from './meter.ts';
import { update } from './methods/dicts.ts';
import { toIndex } from './values/convert.ts';
import { PyDict } from './values/dict.ts';
import { PyFunction } from './values/functions.ts';
import { Namespace } from './values/namespace.ts';
import { Range } from './values/range.ts';
import { bind, signature } from './values/signature.ts';
import { type Arguments, PyObject, type Value } from './values/value.ts';

function range({ positional, keyword }: Arguments): Value {
  if (keyword.size > 0) throw typeError('range() takes no keyword arguments');
  const [first, second, step] = positional.map(toIndex);
  if (first === undefined) throw typeError('range expected at least 1 argument, got 0');
  if (positional.length > 3) throw typeError(`range expected at most 3 arguments, got ${positional.length}`);
  return second === undefined ? new Range(0n, first, 1n) : new Range(first, second, step ?? 1n);
}

function dict(args: Arguments): PyDict {
  const made = new PyDict();
  update(made, args);
  return made;
}

/** `cycler(...)`: gives its items in turn, outside of a loop too. */
class Cycler extends PyObject {
  override readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #position = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new JinjaError('RuntimeError', 'at least one item has to be provided');
    this.#items = items;
  }

  override get qualifiedName(): string {
    return 'jinja2.utils.Cycler';
  }

  get #current(): Value {
    return this.#items[this.#position] ?? null;
  }

  #next(): Value {
    const item = this.#current;
    this.#position = (this.#position + 1) % this.#items.length;
    return item;
  }

  #reset(): null {
    this.#position = 0;
    return null;
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.#current;
      case 'next':
        return new PyFunction(name, () => this.#next());
      case 'reset':
        return new PyFunction(name, () => this.#reset());
      case 'pos':
        return BigInt(this.#position);
      default:
        return undefined;
    }
  }

  override repr(): string {
    return '<jinja2.utils.Cycler object>';
  }
}

/** `joiner(separator)`: nothing when it is first called, the separator after that. */
function joiner(args: Arguments): Value {
  const [separator = ', '] = bind('joiner', signature('sep?'), args);
  let used = false;
  return new PyFunction(
    'joiner',
    () => {
      const text = used ? separator : '';
      used = true;
      return text;
    },
    { type: 'Joiner', repr: '<jinja2.utils.Joiner object>' },
  );
}

const type = (name: string, run: (args: Arguments) => Value, repr = `<class '${name}'>`): [string, Value] => [
  name,
  new PyFunction(
    name,
    (args) => {
      charge(1);
      return run(args);
    },
    { type: 'type', repr },
  ),
];

/** Functions that every template has. */
export const GLOBALS: ReadonlyMap<string, Value> = new Map([
  type('range', range, '<function safe_range>'),
  type('dict', dict),
  type('namespace', (args) => new Namespace(dict(args)), "<class 'jinja2.utils.Namespace'>"),
  type('cycler', ({ positional }) => new Cycler(positional), "<class 'jinja2.utils.Cycler'>"),
  type('joiner', joiner, "<class 'jinja2.utils.Joiner'>"),
  type('lipsum', loremIpsum, '<function generate_lorem_ipsum>'),
]);

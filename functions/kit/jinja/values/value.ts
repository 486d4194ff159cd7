import { type JinjaError, typeError } from '../errors.ts';
import type { Site } from '../site.ts';

/**
 * A value of the language. None, bool, int, float and str of Python are null, boolean, bigint, number and string;
 * everything else is an object of this package. No other JavaScript object is ever a value.
 */
export type Value = null | boolean | bigint | number | string | PyObject;

/** Arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly keyword: ReadonlyMap<string, Value>;
}

export const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** What all values that are no primitives can be asked. The defaults are those of Python's `object`. */
export abstract class PyObject {
  /** Name of the Python type, as errors quote it. */
  abstract readonly typeName: string;

  /** Name of the type with its module, as errors about attributes quote it. */
  get qualifiedName(): string {
    return this.typeName;
  }

  abstract repr(): string;

  /** What `str()` makes of it. */
  text(): string {
    return this.repr();
  }

  /** What it is in HTML, for a value that is safe there; undefined for others. */
  html(): string | undefined {
    return undefined;
  }

  truth(): boolean {
    const length = this.length();
    return length === undefined || length > 0;
  }

  /** Count of its items; undefined if it has no length. */
  length(): number | undefined {
    return undefined;
  }

  /** Its items one by one; undefined if it cannot be iterated. */
  iterate(): Iterator<Value> | undefined {
    return undefined;
  }

  /** The item under a key; undefined if it has no such item, or no items at all. */
  item(_key: Value): Value | undefined {
    return undefined;
  }

  /** Whether it takes subscripts at all. */
  get subscriptable(): boolean {
    return false;
  }

  /** Its attribute or method; undefined if it has no such attribute. */
  attribute(_name: string): Value | undefined {
    return undefined;
  }

  /** Whether it can be a key of a dict. */
  get hashable(): boolean {
    return true;
  }

  get callable(): boolean {
    return false;
  }

  call(_args: Arguments, _site: Site): Value {
    throw notCallable(this);
  }
}

export const notCallable = (value: Value): JinjaError => typeError(`'${typeName(value)}' object is not callable`);

/** Name of a value's Python type. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'str';
    default:
      return value.typeName;
  }
}

/** A text that is safe in HTML: a str that escapes what is joined to it. */
export class Markup extends PyObject {
  override readonly typeName = 'Markup';
  readonly value: string;

  constructor(value: string) {
    super();
    this.value = value;
  }

  override get qualifiedName(): string {
    return 'markupsafe.Markup';
  }

  override get subscriptable(): boolean {
    return true;
  }

  override repr(): string {
    throw new Error('repr() of values/text.ts makes the text of a Markup');
  }

  override text(): string {
    return this.value;
  }

  override html(): string {
    return this.value;
  }
}

export type Text = string | Markup;

/** Whether a value is a str, Markup included. */
export const isText = (value: Value): value is Text => typeof value === 'string' || value instanceof Markup;

/** The characters of a str. */
export const plain = (text: Text): string => (typeof text === 'string' ? text : text.value);

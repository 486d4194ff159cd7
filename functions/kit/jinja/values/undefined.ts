import { type ErrorKind, JinjaError } from '../errors.ts';
import { PyObject, typeName, type Value } from './value.ts';

/**
 * How an undefined value behaves: `strict` fails on any use but `is defined` and `default`, `lenient` prints as nothing,
 * `chainable` is lenient and answers every attribute with itself, `debug` prints what is missing.
 */
export type UndefinedKind = 'strict' | 'lenient' | 'chainable' | 'debug';

const TYPE_NAMES: Record<UndefinedKind, string> = {
  strict: 'StrictUndefined',
  lenient: 'Undefined',
  chainable: 'ChainableUndefined',
  debug: 'DebugUndefined',
};

export interface Missing {
  /** The whole message, instead of one made from owner and name. */
  readonly hint?: string;
  /** The value that lacks the attribute or item; left out for a variable. */
  readonly owner?: Value;
  readonly name?: Value;
  readonly error?: ErrorKind;
}

/** A variable, attribute or item that is not there. */
export class Undefined extends PyObject {
  override readonly typeName: string;
  readonly kind: UndefinedKind;
  readonly missing: Missing;

  constructor(kind: UndefinedKind, missing: Missing) {
    super();
    this.kind = kind;
    this.missing = missing;
    this.typeName = TYPE_NAMES[kind];
  }

  override get qualifiedName(): string {
    return `jinja2.runtime.${this.typeName}`;
  }

  /** The error that a use of it ends in. */
  error(): JinjaError {
    const { name, error = 'UndefinedError' } = this.missing;
    const options = typeof name === 'string' ? { subject: name } : {};
    return new JinjaError(error, this.#message(), options);
  }

  /** The error of a use that strict undefined values refuse and others permit. */
  refuseIfStrict(): void {
    if (this.kind === 'strict') throw this.error();
  }

  override repr(): string {
    return 'Undefined';
  }

  override text(): string {
    this.refuseIfStrict();
    if (this.kind !== 'debug') return '';
    const { hint, owner, name } = this.missing;
    if (hint !== undefined) return `{{ undefined value printed: ${hint} }}`;
    if (owner === undefined) return `{{ ${String(name)} }}`;
    return `{{ no such element: ${typeRepr(owner)}[${quoted(name)}] }}`;
  }

  override html(): string | undefined {
    return this.kind === 'chainable' ? '' : undefined;
  }

  override truth(): boolean {
    this.refuseIfStrict();
    return false;
  }

  override length(): number {
    this.refuseIfStrict();
    return 0;
  }

  override iterate(): Iterator<Value> {
    this.refuseIfStrict();
    return [].values();
  }

  override get subscriptable(): boolean {
    return true;
  }

  override item(): Value {
    if (this.kind === 'chainable') return this;
    throw this.error();
  }

  override attribute(name: string): Value | undefined {
    if (this.kind === 'chainable') return this;
    if (name.startsWith('__')) return undefined;
    throw this.error();
  }

  override get callable(): boolean {
    return true;
  }

  override call(): Value {
    throw this.error();
  }

  #message(): string {
    const { hint, owner, name } = this.missing;
    if (hint !== undefined) return hint;
    if (owner === undefined) return `${quoted(name)} is undefined`;
    if (typeof name !== 'string') return `${typeRepr(owner)} has no element ${quoted(name)}`;
    return `'${typeRepr(owner)}' has no attribute ${quoted(name)}`;
  }
}

const quoted = (name: Value | undefined) => (typeof name === 'string' ? `'${name}'` : String(name));

/** The type of a value as errors about attributes name it. */
function typeRepr(value: Value): string {
  if (value === null) return 'None';
  return `${value instanceof PyObject ? value.qualifiedName : typeName(value)} object`;
}

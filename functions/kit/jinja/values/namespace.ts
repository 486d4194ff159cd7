import type { PyDict } from './dict.ts';
import { PyObject, type Value } from './value.ts';

/** `namespace(...)`: a value whose attributes `set` changes, from inside of loops too. */
export class Namespace extends PyObject {
  override readonly typeName = 'Namespace';
  readonly #attributes: PyDict;

  constructor(attributes: PyDict) {
    super();
    this.#attributes = attributes;
  }

  override get qualifiedName(): string {
    return 'jinja2.utils.Namespace';
  }

  set(name: string, value: Value): void {
    this.#attributes.set(name, value);
  }

  override attribute(name: string): Value | undefined {
    return this.#attributes.get(name);
  }

  override repr(): string {
    return `<Namespace ${this.#attributes.repr()}>`;
  }
}

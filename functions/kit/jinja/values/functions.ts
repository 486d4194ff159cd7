import type { Site } from '../site.ts';
import { bind, type Signature, signature } from './signature.ts';
import { type Arguments, PyObject, type Value } from './value.ts';

/** A function of the engine as a value. */
export class PyFunction extends PyObject {
  override readonly typeName: string;
  readonly name: string;
  readonly #run: (args: Arguments, site: Site) => Value;
  readonly #repr: string;

  constructor(
    name: string,
    run: (args: Arguments, site: Site) => Value,
    { type = 'builtin_function_or_method', repr = `<function ${name}>` }: { type?: string; repr?: string } = {},
  ) {
    super();
    this.name = name;
    this.typeName = type;
    this.#run = run;
    this.#repr = repr;
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: Arguments, site: Site): Value {
    return this.#run(args, site);
  }

  override repr(): string {
    return this.#repr;
  }
}

/** A method: what it takes, and what it does to the value it is called on. */
export interface Method<Self> {
  readonly signature: Signature;
  readonly run: (self: Self, ...values: Value[]) => Value;
}

export type Methods<Self> = ReadonlyMap<string, Method<Self>>;

/** A table of methods from pairs of signature and function. */
export function methods<Self>(
  table: Record<string, readonly [string, (self: Self, ...values: Value[]) => Value]>,
): Methods<Self> {
  return new Map(Object.entries(table).map(([name, [text, run]]) => [name, { signature: signature(text), run }]));
}

/** The method of that name, bound to a value; undefined if the value has no such method. */
export function boundMethod<Self extends Value>(table: Methods<Self>, self: Self, name: string): Value | undefined {
  const method = table.get(name);
  if (!method) return undefined;
  return new PyFunction(name, (args) => method.run(self, ...bind(name, method.signature, args)), {
    repr: `<built-in method ${name}>`,
  });
}

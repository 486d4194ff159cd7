import type { Environment } from '../environment.ts';
import { JinjaError } from '../errors.ts';
import type { Site } from '../site.ts';
import { attributeOf, isUnsafe } from '../values/attributes.ts';
import { itemOf } from '../values/slices.ts';
import { type Missing, Undefined } from '../values/undefined.ts';
import { type Arguments, isText, PyObject, plain, typeName, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';
import type { Template } from './template.ts';

/** Variables in layers: those of a template, below them what it was given, and the globals at the bottom. */
export interface Layer {
  readonly values: ReadonlyMap<string, Value>;
  readonly below: Layer | undefined;
}

export function resolve(layer: Layer | undefined, name: string): Value | undefined {
  for (let at = layer; at; at = at.below) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Prints the body of a block. */
export type BlockBody = (context: Context, frame: Frame) => void;

/** The context of one running template: its variables, its blocks with those of its parents, and its caller. */
export class Context implements Site {
  readonly environment: Environment;
  readonly template: string | undefined;
  /** Variables that the template sets at its top level. */
  readonly variables = new Map<string, Value>();
  /** Names of them that an import may ask for. */
  readonly exported = new Set<string>();
  readonly given: Layer | undefined;
  /** Bodies of each block, the one of the youngest template first. */
  readonly blocks = new Map<string, BlockBody[]>();
  /** Modules of templates that were imported without context, made once in a render. */
  readonly modules: Map<Template, PyObject>;
  autoescape: boolean;
  /** What `self` is at the top level of a template that uses it. */
  self: PyObject | undefined;

  constructor(options: {
    environment: Environment;
    template: string | undefined;
    given: Layer | undefined;
    autoescape: boolean;
    modules: Map<Template, PyObject>;
  }) {
    this.environment = options.environment;
    this.template = options.template;
    this.given = options.given;
    this.autoescape = options.autoescape;
    this.modules = options.modules;
  }

  resolve(name: string): Value | undefined {
    const own = this.variables.get(name);
    if (own !== undefined) return own;
    return name === 'self' && this.self ? this.self : resolve(this.given, name);
  }

  /** All that it knows, with further variables on top, as they are now. */
  layer(locals: ReadonlyMap<string, Value>): Layer | undefined {
    if (this.variables.size === 0 && locals.size === 0) return this.given;
    return { values: new Map([...this.variables, ...locals]), below: this.given };
  }

  get newline(): string {
    return this.environment.syntax.newline;
  }

  undefined(missing: Missing): Undefined {
    return new Undefined(this.environment.undefined, missing);
  }

  attribute(value: Value, name: string): Value {
    const attribute = attributeOf(value, name);
    if (attribute !== undefined) return attribute;
    if (isUnsafe(value, name) && !(value instanceof Undefined)) return this.#unsafe(value, name);
    const item = itemOf(value, name);
    return item === undefined ? this.undefined({ owner: value, name }) : item;
  }

  subscript(value: Value, key: Value): Value {
    const takesKey = !(key instanceof PyObject) || key.hashable;
    const item = takesKey ? itemOf(value, key) : undefined;
    if (item !== undefined) return item;
    if (!isText(key)) return this.undefined({ owner: value, name: key });
    const name = plain(key);
    const attribute = attributeOf(value, name);
    if (attribute !== undefined) return attribute;
    return isUnsafe(value, name) ? this.#unsafe(value, name) : this.undefined({ owner: value, name });
  }

  #unsafe(owner: Value, name: string): Undefined {
    const hint = `access to attribute '${name}' of '${typeName(owner)}' object is unsafe.`;
    return this.undefined({ hint, owner, name, error: 'SecurityError' });
  }

  hasFilter(name: string): boolean {
    return this.environment.filters.has(name);
  }

  hasTest(name: string): boolean {
    return this.environment.tests.has(name);
  }

  callFilter(name: string, value: Value, args: Arguments): Value {
    const filter = this.environment.filters.get(name);
    if (!filter) throw unknown('filter', name);
    return filter(this, value, args);
  }

  callTest(name: string, value: Value, args: Arguments): boolean {
    const test = this.environment.tests.get(name);
    if (!test) throw unknown('test', name);
    return test(this, value, args);
  }
}

/** The error of a filter or test that is not there, found while a template runs. */
export function unknown(what: 'filter' | 'test', name: string): JinjaError {
  return new JinjaError('TemplateRuntimeError', `No ${what} named '${name}' found.`, { subject: name });
}

import { typeError } from '../errors.ts';
import type { Site } from '../site.ts';
import { PyDict } from '../values/dict.ts';
import { PyTuple } from '../values/sequences.ts';
import { type Arguments, Markup, PyObject, type Value } from '../values/value.ts';

export interface MacroShape {
  /** Undefined for the body of a call block. */
  readonly name: string | undefined;
  readonly parameters: readonly string[];
  /** Whether its body uses `caller`, `kwargs` and `varargs`. */
  readonly takesCaller: boolean;
  readonly takesKeywords: boolean;
  readonly takesMore: boolean;
}

export interface MacroValues {
  /** One for each parameter; undefined for those that the call leaves to their defaults. */
  readonly parameters: readonly (Value | undefined)[];
  /** `caller`, `kwargs` and `varargs`, as far as the body uses them. */
  readonly extra: ReadonlyMap<string, Value>;
}

/** A macro, or the body of a call block. */
export class Macro extends PyObject {
  override readonly typeName = 'Macro';
  readonly #shape: MacroShape;
  readonly #autoescape: boolean;
  readonly #invoke: (values: MacroValues) => string;

  constructor(shape: MacroShape, autoescape: boolean, invoke: (values: MacroValues) => string) {
    super();
    this.#shape = shape;
    this.#autoescape = autoescape;
    this.#invoke = invoke;
  }

  override get qualifiedName(): string {
    return 'jinja2.runtime.Macro';
  }

  override get callable(): boolean {
    return true;
  }

  override call(args: Arguments, site: Site | undefined): Value {
    const text = this.#invoke(this.#bind(args, site));
    return (site?.autoescape ?? this.#autoescape) ? new Markup(text) : text;
  }

  override attribute(name: string): Value | undefined {
    const { name: own = null, parameters, takesCaller, takesKeywords, takesMore } = this.#shape;
    switch (name) {
      case 'name':
        return own;
      case 'arguments':
        return new PyTuple(parameters);
      case 'catch_kwargs':
        return takesKeywords;
      case 'catch_varargs':
        return takesMore;
      case 'caller':
        return takesCaller;
      case 'explicit_caller':
        return parameters.includes('caller');
      default:
        return undefined;
    }
  }

  override repr(): string {
    return this.#shape.name === undefined ? '<Macro anonymous>' : `<Macro '${this.#shape.name}'>`;
  }

  #bind({ positional, keyword }: Arguments, site: Site | undefined): MacroValues {
    const { parameters, takesCaller, takesKeywords, takesMore } = this.#shape;
    const named = new Map(keyword);
    const values = parameters.map((name, index) => {
      const given = positional[index];
      if (given !== undefined) return given;
      const value = named.get(name);
      named.delete(name);
      return value;
    });
    const extra = new Map<string, Value>();
    if (takesCaller && !parameters.includes('caller')) {
      const caller = named.get('caller') ?? site?.undefined({ hint: 'No caller defined', name: 'caller' }) ?? null;
      named.delete('caller');
      extra.set('caller', caller);
    }
    if (takesKeywords) extra.set('kwargs', PyDict.of(named));
    else this.#refuseKeywords(named);
    if (takesMore) extra.set('varargs', new PyTuple(positional.slice(parameters.length)));
    else if (positional.length > parameters.length) {
      throw typeError(`macro ${this.#quoted} takes not more than ${parameters.length} argument(s)`);
    }
    return { parameters: values, extra };
  }

  #refuseKeywords(named: ReadonlyMap<string, Value>): void {
    const [name] = named.keys();
    if (name === undefined) return;
    if (named.has('caller')) {
      throw typeError(
        `macro ${this.#quoted} was invoked with two values for the special caller argument. This is most likely a bug.`,
      );
    }
    throw typeError(`macro ${this.#quoted} takes no keyword argument '${name}'`);
  }

  get #quoted(): string {
    return this.#shape.name === undefined ? 'None' : `'${this.#shape.name}'`;
  }
}

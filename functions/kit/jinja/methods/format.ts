import { JinjaError, typeError, valueError } from '../errors.ts';
import { formatValue } from '../format/spec.ts';
import { chargeCharacters } from '../meter.ts';
import type { Site } from '../site.ts';
import { PyDict } from '../values/dict.ts';
import { escapeText } from '../values/escape.ts';
import { PyFunction } from '../values/functions.ts';
import { asciiRepr, repr, str } from '../values/text.ts';
import { type Arguments, isText, Markup, plain, type Text, type Value } from '../values/value.ts';

/** `format` and `format_map` of str, bound to a text. Fields get attributes and items by the rules of the sandbox. */
export function formatMethod(self: Text, name: 'format' | 'format_map'): Value {
  return new PyFunction(name, (args, site) => {
    const result = new Formatter(name === 'format' ? args : mapped(args), site, self instanceof Markup).format(
      plain(self),
      2,
    );
    return self instanceof Markup ? new Markup(result) : result;
  });
}

function mapped({ positional, keyword }: Arguments): Arguments {
  if (keyword.size > 0) throw typeError('format_map() takes no keyword arguments');
  const [mapping] = positional;
  if (positional.length !== 1 || mapping === undefined) {
    throw typeError(`format_map() takes exactly one argument (${positional.length} given)`);
  }
  if (!(mapping instanceof PyDict)) throw typeError('format_map() needs a mapping');
  const named = [...mapping.entries()].flatMap(([key, value]) => (isText(key) ? [[plain(key), value] as const] : []));
  return { positional: [], keyword: new Map(named) };
}

class Formatter {
  readonly #args: Arguments;
  readonly #site: Site;
  readonly #escapes: boolean;
  #automatic: number | undefined = 0;

  constructor(args: Arguments, site: Site, escapes: boolean) {
    this.#args = args;
    this.#site = site;
    this.#escapes = escapes;
  }

  /** Replaces the fields of a text; a field's specification may have fields too, one level deep. */
  format(text: string, depth: number): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    let result = '';
    let position = 0;
    while (position < text.length) {
      const character = text[position] ?? '';
      if ((character === '{' || character === '}') && text[position + 1] === character) {
        result += character;
        position += 2;
      } else if (character === '{') {
        const end = closing(text, position);
        result += this.#field(text.slice(position + 1, end), depth);
        position = end + 1;
      } else if (character === '}') {
        throw valueError("Single '}' encountered in format string");
      } else {
        const next = text.slice(position).search(/[{}]/);
        const end = next < 0 ? text.length : position + Math.max(next, 1);
        result += text.slice(position, end);
        position = end;
      }
      chargeCharacters(result.length);
    }
    return result;
  }

  #field(field: string, depth: number): string {
    const [, name = '', conversion, bang, spec = ''] =
      /^((?:\[[^\]]*\]?|[^![:])*)(?:(!)([^:]*))?(?::(.*))?$/s.exec(field) ?? [];
    if (conversion !== undefined && !/^[rsa]$/.test(bang ?? '')) throw valueError('Unknown conversion specifier');
    const value = convert(this.#value(name), bang);
    const text = formatMarked(value, this.format(spec, depth - 1), this.#escapes);
    return text;
  }

  #value(name: string): Value {
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    let value = name === '' || /^\d+$/.test(name) ? this.#positional(this.#position(name)) : this.#argument(first);
    let left = rest;
    while (left !== '') {
      const match = /^(?:\.([^.[]+)|\[([^\]]+)\])/s.exec(left);
      if (!match) throw valueError('Empty attribute in format string');
      const [whole, attribute, key = ''] = match;
      value =
        attribute === undefined ? this.#site.subscript(value, keyOf(key)) : this.#site.attribute(value, attribute);
      left = left.slice(whole.length);
    }
    return value;
  }

  #argument(name: string): Value {
    if (/^\d+$/.test(name)) return this.#positional(Number(name));
    const value = this.#args.keyword.get(name);
    if (value === undefined) throw new JinjaError('KeyError', `'${name}'`, { subject: name });
    return value;
  }

  #positional(index: number): Value {
    const value = this.#args.positional[index];
    if (value === undefined) {
      throw new JinjaError('IndexError', 'Replacement index out of range for positional args tuple');
    }
    return value;
  }

  #position(name: string): number {
    if (name !== '') {
      if (this.#automatic)
        throw valueError('cannot switch from automatic field numbering to manual field specification');
      this.#automatic = undefined;
      return Number(name);
    }
    if (this.#automatic === undefined) {
      throw valueError('cannot switch from manual field specification to automatic field numbering');
    }
    this.#automatic += 1;
    return this.#automatic - 1;
  }
}

const keyOf = (key: string): Value => (/^\d+$/.test(key) ? BigInt(key) : key);

function convert(value: Value, conversion: string | undefined): Value {
  if (conversion === undefined) return value;
  if (conversion === 's') return str(value);
  return conversion === 'r' ? repr(value) : asciiRepr(value);
}

function formatMarked(value: Value, spec: string, escapes: boolean): string {
  if (!escapes) return formatValue(value, spec);
  if (!(value instanceof Markup)) return escapeText(formatValue(value, spec));
  if (spec !== '') throw valueError('Unsupported format specification for Markup.');
  return value.value;
}

/** Position of the brace that closes the one at `start`. */
function closing(text: string, start: number): number {
  let depth = 0;
  let bracket = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (character === '[') bracket = true;
    else if (character === ']') bracket = false;
    else if (character === '{' && !bracket) depth += 1;
    else if (character === '}' && !bracket) {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  throw valueError(
    start === text.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

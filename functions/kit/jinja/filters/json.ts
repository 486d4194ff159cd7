import { typeError, valueError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { asInt, toCount } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { floatRepr } from '../values/floats.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { sorted } from '../values/sorting.ts';
import { intRepr } from '../values/text.ts';
import { isText, Markup, plain, typeName, type Value } from '../values/value.ts';

const HTML_UNSAFE: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', "'": '\\u0027' };

/** `json.dumps(value, sort_keys=True)`, with what HTML would read escaped. */
export function toJson(value: Value, indent: Value): Markup {
  const step = indent === null ? undefined : isText(indent) ? plain(indent) : ' '.repeat(Math.max(0, toCount(indent)));
  const text = new JsonWriter(step).write(value, '\n');
  return new Markup(charged(text.replace(/[<>&']/g, (character) => HTML_UNSAFE[character] ?? character)));
}

class JsonWriter {
  readonly #step: string | undefined;
  readonly #open = new Set<Value>();

  constructor(step: string | undefined) {
    this.#step = step;
  }

  /** `line` is a line end with the indention of the value. */
  write(value: Value, line: string): string {
    charge(1);
    if (value === null) return 'null';
    if (isText(value)) return charged(quoted(plain(value)));
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'bigint') return intRepr(value);
    if (typeof value === 'number') return floatText(value);
    if (value instanceof PyList || value instanceof PyTuple) {
      return this.#nested(value, line, '[]', (inside) => value.items.map((item) => this.write(item, inside)));
    }
    if (value instanceof PyDict) return this.#nested(value, line, '{}', (inside) => this.#pairs(value, inside));
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  }

  #nested(
    value: Value,
    line: string,
    [opening = '', closing = '']: string,
    make: (inside: string) => string[],
  ): string {
    if (this.#open.has(value)) throw valueError('Circular reference detected');
    this.#open.add(value);
    const inside = this.#step === undefined ? '' : line + this.#step;
    const parts = make(inside || line);
    this.#open.delete(value);
    if (parts.length === 0) return `${opening}${closing}`;
    if (this.#step === undefined) return charged(`${opening}${parts.join(', ')}${closing}`);
    return charged(`${opening}${inside}${parts.join(`,${inside}`)}${line}${closing}`);
  }

  #pairs(dict: PyDict, line: string): string[] {
    const keys = sorted([...dict.keys()]);
    return keys.map((key) => `${quoted(keyText(key))}: ${this.write(dict.get(key) ?? null, line)}`);
  }
}

function keyText(key: Value): string {
  if (isText(key)) return plain(key);
  if (key === null) return 'null';
  if (typeof key === 'number') return floatText(key);
  if (typeof key === 'boolean') return String(key);
  const int = asInt(key);
  if (int !== undefined) return intRepr(int);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(value);
}

const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

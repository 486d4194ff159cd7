import { JinjaError } from './errors.ts';
import { PyDict } from './values/dict.ts';
import { PyList } from './values/sequences.ts';
import { PyObject, type Value } from './values/value.ts';

/** A whole number that is a float for templates, so that it prints as `2.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Levels that data of a caller may nest. */
const MAX_LEVELS = 200;

/**
 * Data of a caller as a value. Null, booleans, texts, numbers (whole ones become ints), bigints, arrays, maps and plain
 * objects are taken over as copies; anything else, as functions and instances of classes, is refused with a ContextError.
 */
export const toValue = (data: unknown, name = 'context'): Value => convert(data, [name]);

/** `path` leads to the data, for errors. */
function convert(data: unknown, path: string[]): Value {
  switch (typeof data) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return data;
    case 'number':
      return Number.isInteger(data) && !Object.is(data, -0) ? BigInt(data) : data;
    case 'object':
      return data === null ? null : ofObject(data, path);
    default:
      throw refused(path, `there is no value for a JavaScript ${typeof data}`);
  }
}

function ofObject(data: object, path: string[]): Value {
  if (path.length > MAX_LEVELS) throw refused(path.slice(0, 5), `it nests deeper than ${MAX_LEVELS} levels`);
  if (data instanceof PyObject) return data;
  if (data instanceof Float) return data.value;
  if (Array.isArray(data)) {
    return new PyList(Array.from(data, (item: unknown, index) => inside(path, `[${index}]`, item)));
  }
  const dict = new PyDict();
  if (data instanceof Map) {
    for (const [key, item] of data) dict.set(inside(path, '<key>', key), inside(path, `[${String(key)}]`, item));
    return dict;
  }
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refused(path, 'it is an instance of a class');
  for (const [key, item] of Object.entries(data)) dict.set(key, inside(path, `.${key}`, item));
  return dict;
}

function inside(path: string[], step: string, data: unknown): Value {
  if (typeof data === 'string') return data;
  path.push(step);
  const value = convert(data, path);
  path.pop();
  return value;
}

const refused = (path: readonly string[], reason: string) =>
  new JinjaError('ContextError', `${path.join('')} cannot be given to a template: ${reason}.`, {
    subject: path.join(''),
  });

/** JSON as a value, with Python's difference between `1` and `1.0`, and ints of any size. */
export function valueOfJson(text: string): Value {
  return toValue(
    JSON.parse(text, (_key, value: unknown, ...more: unknown[]) => {
      const source = sourceOf(more[0]);
      if (typeof value !== 'number' || source === undefined) return value;
      return /[.eE]/.test(source) ? new Float(value) : BigInt(source);
    }),
  );
}

/** How a number is written; the engine hands it to revivers. */
function sourceOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || !('source' in context)) return undefined;
  return typeof context.source === 'string' ? context.source : undefined;
}

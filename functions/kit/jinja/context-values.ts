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
export function toValue(data: unknown, path = 'context', levels = 0): Value {
  if (levels > MAX_LEVELS) throw refused(path, `it nests deeper than ${MAX_LEVELS} levels`);
  switch (typeof data) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return data;
    case 'number':
      return Number.isInteger(data) && !Object.is(data, -0) ? BigInt(data) : data;
    case 'object':
      return data === null ? null : ofObject(data, path, levels + 1);
    default:
      throw refused(path, `there is no value for a JavaScript ${typeof data}`);
  }
}

function ofObject(data: object, path: string, levels: number): Value {
  if (data instanceof PyObject) return data;
  if (data instanceof Float) return data.value;
  if (Array.isArray(data)) {
    return new PyList(Array.from(data, (item: unknown, index) => toValue(item, `${path}[${index}]`, levels)));
  }
  if (data instanceof Map) {
    const entries = Array.from(data, ([key, item]: [unknown, unknown]) => {
      const at = `${path}[${String(key)}]`;
      return [toValue(key, at, levels), toValue(item, at, levels)] as const;
    });
    return PyDict.of(entries);
  }
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw refused(path, 'it is an instance of a class');
  const entries = Object.entries(Object.getOwnPropertyDescriptors(data)).flatMap(
    ([key, { value, enumerable, get }]) => {
      if (get) throw refused(`${path}.${key}`, 'it is a getter');
      return enumerable ? [[key, toValue(value, `${path}.${key}`, levels)] as const] : [];
    },
  );
  return PyDict.of(entries);
}

const refused = (path: string, reason: string) =>
  new JinjaError('ContextError', `${path} cannot be given to a template: ${reason}.`, { subject: path });

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

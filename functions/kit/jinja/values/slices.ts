import { typeError, valueError } from '../errors.ts';
import { charge, chargeReading } from '../meter.ts';
import { lengthOf, pointsOf } from './characters.ts';
import { asInt } from './convert.ts';
import { Range } from './range.ts';
import { PyList, PyTuple } from './sequences.ts';
import { Undefined } from './undefined.ts';
import { isText, Markup, PyObject, plain, typeName, type Value } from './value.ts';

export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** `value[start:stop:step]`. */
export function sliced(value: Value, slice: Slice): Value {
  if (value instanceof Undefined) return value.item();
  if (isText(value)) {
    const text = slicedText(plain(value), slice);
    return value instanceof Markup ? new Markup(text) : text;
  }
  if (value instanceof PyList) return new PyList(picked(value.items, slice));
  if (value instanceof PyTuple) return new PyTuple(picked(value.items, slice));
  if (value instanceof Range) return slicedRange(value, slice);
  if (value instanceof PyObject && value.subscriptable) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

function slicedText(text: string, slice: Slice): string {
  const points = pointsOf(text);
  const { start, stop, step, count } = bounds(slice, points.length);
  charge(count >> 3);
  if (step === 1 && typeof points === 'string') return points.slice(start, Math.max(start, stop));
  let result = '';
  for (let index = 0; index < count; index += 1) result += points[start + index * step] ?? '';
  return result;
}

function picked(items: readonly Value[], slice: Slice): Value[] {
  const { start, step, count } = bounds(slice, items.length);
  charge(count);
  return Array.from({ length: count }, (_, index) => items[start + index * step] ?? null);
}

function slicedRange(range: Range, slice: Slice): Range {
  const { start, stop, step } = bounds(slice, range.length());
  const first = range.start + BigInt(start) * range.step;
  const stride = BigInt(step) * range.step;
  return new Range(first, range.start + BigInt(stop) * range.step, stride);
}

/** Start, stop and step for a length, as Python's `slice.indices` has them, and the count of items between them. */
function bounds(slice: Slice, length: number): { start: number; stop: number; step: number; count: number } {
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw valueError('slice step cannot be zero');
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const within = (value: Value, otherwise: number): number => {
    const index = bound(value);
    if (index === undefined) return otherwise;
    return Math.min(Math.max(index < 0 ? index + length : index, lowest), highest);
  };
  const start = within(slice.start, step > 0 ? lowest : highest);
  const stop = within(slice.stop, step > 0 ? highest : lowest);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { start, stop, step, count };
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  const int = asInt(value);
  if (int === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  const far = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(int > far ? far : int < -far ? -far : int);
}

/** `value[key]` with a key that is no slice; undefined if there is no such item, or no items at all. */
export function itemOf(value: Value, key: Value): Value | undefined {
  if (!isText(value)) return value instanceof PyObject ? value.item(key) : undefined;
  const index = asInt(key);
  if (index === undefined) return undefined;
  const text = plain(value);
  chargeReading(text);
  const position = Number(index < 0n ? BigInt(lengthOf(text)) + index : index);
  const points = pointsOf(text);
  const character = points[position];
  return character !== undefined && value instanceof Markup ? new Markup(character) : character;
}

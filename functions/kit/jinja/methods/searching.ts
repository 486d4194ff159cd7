import { typeError, valueError } from '../errors.ts';
import { charge } from '../meter.ts';
import { lengthOf, pointIndex, sliceText } from '../values/characters.ts';
import { toCount, toText } from '../values/convert.ts';
import { PyTuple } from '../values/sequences.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';

/** The part of a text that `start` and `end` leave, and where it starts; both in code points. */
export function within(text: string, start: Value = null, end: Value = null): { part: string; offset: number } {
  if (start === null && end === null) return { part: text, offset: 0 };
  const length = lengthOf(text);
  const clamp = (value: Value, otherwise: number) => {
    if (value === null) return otherwise;
    const index = toCount(value);
    return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
  };
  const offset = clamp(start, 0);
  const beyond = start !== null && toCount(start) > length;
  return { part: beyond ? '\0' : sliceText(text, offset, Math.max(offset, clamp(end, length))), offset };
}

type Searches = (part: string, sub: string) => number;

const first: Searches = (part, sub) => part.indexOf(sub);
const last: Searches = (part, sub) => part.lastIndexOf(sub);

function position(search: Searches, text: string, sub: Value, start?: Value, end?: Value): bigint {
  charge(text.length >> 3);
  if (start !== undefined && start !== null && toCount(start) > lengthOf(text)) return -1n;
  const { part, offset } = within(text, start, end);
  const unit = search(part, toText(sub, 'sub'));
  return unit < 0 ? -1n : BigInt(offset + pointIndex(part, unit));
}

export const find = (text: string, sub: Value, start?: Value, end?: Value) => position(first, text, sub, start, end);
export const rfind = (text: string, sub: Value, start?: Value, end?: Value) => position(last, text, sub, start, end);

export function found(index: bigint): bigint {
  if (index < 0n) throw valueError('substring not found');
  return index;
}

export function count(text: string, sub: Value, start?: Value, end?: Value): bigint {
  charge(text.length >> 3);
  if (start !== undefined && start !== null && toCount(start) > lengthOf(text)) return 0n;
  const { part } = within(text, start, end);
  const wanted = toText(sub, 'sub');
  return BigInt(wanted === '' ? lengthOf(part) + 1 : part.split(wanted).length - 1);
}

/** `startswith` and `endswith`: one text, or a tuple of them. */
export function affixed(
  text: string,
  which: 'startsWith' | 'endsWith',
  affix: Value,
  start?: Value,
  end?: Value,
): boolean {
  const beyond = start !== undefined && start !== null && toCount(start) > lengthOf(text);
  const { part } = within(text, start, end);
  const test = (value: Value) => {
    if (!isText(value)) throw affixError(which, value);
    const wanted = plain(value);
    if (beyond) return false;
    return which === 'startsWith' ? part.startsWith(wanted) : part.endsWith(wanted);
  };
  return affix instanceof PyTuple ? affix.items.some(test) : test(affix);
}

const affixError = (which: string, value: Value) =>
  typeError(`${which.toLowerCase()} first arg must be str or a tuple of str, not ${typeName(value)}`);

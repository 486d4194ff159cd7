import { typeError } from '../errors.ts';
import { charge, chargeCharacters, charged } from '../meter.ts';
import { isSpace, lengthOf, linesOf, trim, trimEnd, trimStart } from '../values/characters.ts';
import { toCount, toText } from '../values/convert.ts';
import { type Methods, methods } from '../values/functions.ts';
import { each, truth } from '../values/iteration.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { isText, plain, typeName, type Value } from '../values/value.ts';
import * as casing from './casing.ts';
import { affixed, count, find, found, rfind } from './searching.ts';
import * as splitting from './splitting.ts';
import { translate } from './translate.ts';

const list = (texts: readonly string[]) => {
  charge(texts.length);
  return new PyList([...texts]);
};

const stripSet = (set: Value) => (set === null ? undefined : toText(set, 'strip arg'));

/** Fills up to a width, on the left, on the right, or on both sides. */
export function pad(text: string, width: number, side: 'left' | 'right' | 'both', fill = ' '): string {
  if (lengthOf(fill) !== 1) throw typeError('The fill character must be exactly one character long');
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  chargeCharacters(width);
  if (side === 'left') return fill.repeat(missing) + text;
  if (side === 'right') return text + fill.repeat(missing);
  // Python puts the odd one on the left if the width is odd, and on the right if it is even.
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

const padded =
  (side: 'left' | 'right' | 'both') =>
  (text: string, width: Value, fill: Value = ' ') =>
    pad(text, toCount(width), side, toText(fill, 'The fill character'));

function zeroFill(text: string, width: number): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  chargeCharacters(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** `separator.join(values)`. One Markup among the values does not matter, unless the separator is one. */
export function join(separator: string, values: Value): string {
  const texts: string[] = [];
  let length = 0;
  for (const value of each(values)) {
    if (!isText(value)) {
      throw typeError(`sequence item ${texts.length}: expected str instance, ${typeName(value)} found`);
    }
    texts.push(plain(value));
    length += plain(value).length + separator.length;
    chargeCharacters(length >> 3);
  }
  chargeCharacters(length);
  return texts.join(separator);
}

type TextMethod = readonly [string, (self: string, ...values: Value[]) => Value];

const TABLE: Record<string, TextMethod> = {
  capitalize: ['/', (text) => casing.capitalize(text)],
  casefold: ['/', (text) => casing.lower(casing.lower(text).replaceAll('ß', 'ss').replaceAll('ς', 'σ'))],
  center: ['width fill? /', padded('both')],
  count: ['sub start? end? /', count],
  endswith: [
    'suffix start? end? /',
    (text, ...values) => affixed(text, 'endsWith', values[0] ?? null, ...values.slice(1)),
  ],
  expandtabs: ['tabsize?', (text, size = 8n) => charged(splitting.expandTabs(text, toCount(size)))],
  find: ['sub start? end? /', find],
  index: ['sub start? end? /', (text, ...values) => found(find(text, values[0] ?? null, ...values.slice(1)))],
  isalnum: ['/', casing.isAlphanumeric],
  isalpha: ['/', casing.isAlpha],
  isascii: ['/', casing.isAscii],
  isdecimal: ['/', casing.isDecimal],
  isdigit: ['/', casing.isDigit],
  isidentifier: ['/', casing.isIdentifier],
  islower: ['/', casing.isAllLower],
  isnumeric: ['/', casing.isNumeric],
  isprintable: ['/', casing.isPrintable],
  isspace: ['/', isSpace],
  istitle: ['/', casing.isTitled],
  isupper: ['/', casing.isAllUpper],
  join: ['iterable /', (text, values) => join(text, values)],
  ljust: ['width fill? /', padded('right')],
  lower: ['/', casing.lower],
  lstrip: ['chars? /', (text, set = null) => trimStart(text, stripSet(set))],
  partition: ['sep /', (text, separator) => new PyTuple(splitting.partition(text, toText(separator, 'sep')))],
  removeprefix: ['prefix /', (text, prefix) => withoutPrefix(text, toText(prefix, 'removeprefix() argument'))],
  removesuffix: ['suffix /', (text, suffix) => withoutSuffix(text, toText(suffix, 'removesuffix() argument'))],
  replace: [
    'old new count? /',
    (text, old, by, most = -1n) =>
      charged(
        splitting.replace(text, toText(old, 'replace() argument 1'), toText(by, 'replace() argument 2'), toCount(most)),
      ),
  ],
  rfind: ['sub start? end? /', rfind],
  rindex: ['sub start? end? /', (text, ...values) => found(rfind(text, values[0] ?? null, ...values.slice(1)))],
  rjust: ['width fill? /', padded('left')],
  rpartition: ['sep /', (text, separator) => new PyTuple(splitting.rpartition(text, toText(separator, 'sep')))],
  rsplit: ['sep? maxsplit?', (text, separator, most) => list(splitting.rsplit(text, separator, most))],
  rstrip: ['chars? /', (text, set = null) => trimEnd(text, stripSet(set))],
  split: ['sep? maxsplit?', (text, separator, most) => list(splitting.split(text, separator, most))],
  splitlines: ['keepends?', (text, keep = false) => list(linesOf(text, truth(keep)))],
  startswith: [
    'prefix start? end? /',
    (text, ...values) => affixed(text, 'startsWith', values[0] ?? null, ...values.slice(1)),
  ],
  strip: ['chars? /', (text, set = null) => trim(text, stripSet(set))],
  swapcase: ['/', casing.swapCase],
  title: ['/', casing.title],
  translate: ['table /', translate],
  upper: ['/', (text) => charged(casing.upper(text))],
  zfill: ['width /', (text, width) => zeroFill(text, toCount(width))],
};

const withoutPrefix = (text: string, prefix: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
const withoutSuffix = (text: string, suffix: string) =>
  suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;

/** Methods of str. */
export const textMethods: Methods<string> = methods(TABLE);

import { JinjaError } from '../errors.ts';
import { formatPercent } from '../format/percent.ts';
import { chargeCharacters, charged } from '../meter.ts';
import * as casing from '../methods/casing.ts';
import { replace } from '../methods/splitting.ts';
import { pad } from '../methods/texts.ts';
import type { Site } from '../site.ts';
import { lengthOf, linesOf, SPACE, sliceText, trim } from '../values/characters.ts';
import { toCount, toText } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { escapeValue } from '../values/escape.ts';
import { length as count, truth } from '../values/iteration.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { type Arguments, isText, Markup, plain, typeName, type Value } from '../values/value.ts';
import { type Filter, filters } from './filter.ts';
import { onText, softPlain, softText } from './soft.ts';
import { wordWrap } from './wrap.ts';

const WORD_START = new RegExp(`([-${SPACE}({\\[<]+)`);

const title = (text: string): string =>
  text
    .split(WORD_START)
    .map((word) => {
      const [first = '', ...rest] = word;
      return casing.upper(first) + casing.lower(rest.join(''));
    })
    .join('');

function replaced(site: Site, value: Value, old: Value, by: Value, count: Value = null): Value {
  const most = count === null ? -1 : toCount(count);
  if (!site.autoescape) return charged(replace(str(value), str(old), str(by), most));
  const escapes = old instanceof Markup || (by instanceof Markup && !(value instanceof Markup));
  const text = escapes ? escapeValue(value) : softText(value);
  const safe = (part: Value) => (text instanceof Markup ? escapeValue(softText(part)).value : softPlain(part));
  const result = charged(replace(plain(text), safe(old), safe(by), most));
  return text instanceof Markup ? new Markup(result) : result;
}

const WORD = /[\p{L}\p{N}_]+/gu;

function truncated(
  value: Value,
  length: number,
  { kills, end, leeway }: { kills: boolean; end: string; leeway: number },
) {
  if (length < lengthOf(end)) {
    throw new JinjaError('AssertionError', `expected length >= ${lengthOf(end)}, got ${length}`);
  }
  if (leeway < 0) throw new JinjaError('AssertionError', `expected leeway >= 0, got ${leeway}`);
  if (count(value) <= length + leeway) return value;
  const text = textOf(value, 'truncate');
  const kept = sliceText(text, 0, length - lengthOf(end));
  const space = kept.lastIndexOf(' ');
  const result =
    (kills || space < 0 ? kept : kept.slice(0, space)) + (value instanceof Markup ? escapeValue(end).value : end);
  return value instanceof Markup ? new Markup(result) : result;
}

/** Python finds out by a method that is missing; only `indent` adds to the value first. */
const noText = (value: Value, filter: string) =>
  new JinjaError(
    filter === 'indent' && !(value instanceof PyList) ? 'TypeError' : 'AttributeError',
    `${filter} needs a str, not '${typeName(value)}'`,
  );

function textOf(value: Value, name: string): string {
  if (value instanceof Undefined && value.kind === 'strict') throw value.error();
  if (!isText(value)) throw noText(value, name);
  return softPlain(value);
}

function indented(value: Value, width: Value, { first, blank }: { first: boolean; blank: boolean }): Value {
  if (value instanceof Undefined) throw value.error();
  const text = textOf(value, 'indent');
  const indention = isText(width) ? plain(width) : spaces(toCount(width));
  // Python adds a line end first, so that a last empty line is a line too.
  const lines = linesOf(`${text}\n`);
  chargeCharacters(text.length + lines.length * indention.length);
  const [head = '', ...rest] = lines;
  const tail = rest.map((line) => `\n${line === '' && !blank ? '' : indention}${line}`);
  const result = (first ? indention : '') + head + tail.join('');
  return value instanceof Markup ? new Markup(result) : result;
}

function spaces(count: number): string {
  chargeCharacters(count);
  return ' '.repeat(Math.max(0, count));
}

const format: Filter = (_, value, { positional, keyword }: Arguments) => {
  if (positional.length > 0 && keyword.size > 0) {
    throw new JinjaError('FilterArgumentError', "can't handle positional and keyword arguments at the same time");
  }
  return formatPercent(softText(value), keyword.size > 0 ? PyDict.of(keyword) : new PyTuple(positional));
};

/** Filters on texts. */
export const TEXT_FILTERS: readonly [string, Filter][] = [
  ['format', format],
  ...filters({
    capitalize: ['', (_, value) => onText(value, casing.capitalize)],
    center: ['width?', (_, value, width = 80n) => onText(value, (text) => pad(text, toCount(width), 'both'))],
    indent: [
      'width? first? blank?',
      (_, value, width = 4n, first = false, blank = false) =>
        indented(value, width, { first: truth(first), blank: truth(blank) }),
    ],
    lower: ['', (_, value) => onText(value, casing.lower)],
    replace: ['old new count?', replaced],
    string: ['', (_, value) => softText(value)],
    title: ['', (_, value) => charged(title(softPlain(value)))],
    trim: [
      'chars?',
      (_, value, set = null) =>
        onText(value, (text) => trim(text, set === null ? undefined : toText(set, 'strip arg'))),
    ],
    truncate: [
      'length? killwords? end? leeway?',
      (_, value, length = 255n, kills = false, end = '...', leeway = null) =>
        truncated(value, toCount(length), {
          kills: truth(kills),
          end: toText(end, 'end'),
          leeway: leeway === null ? 5 : toCount(leeway),
        }),
    ],
    upper: ['', (_, value) => onText(value, (text) => charged(casing.upper(text)))],
    wordcount: ['', (_, value) => BigInt(softPlain(value).match(WORD)?.length ?? 0)],
    wordwrap: [
      'width? break_long_words? wrapstring? break_on_hyphens?',
      (site, value, width = 79n, breaksWords = true, joint = null, onHyphens = true) =>
        wordWrap(textOf(value, 'wordwrap'), {
          width: toCount(width),
          breaksWords: truth(breaksWords),
          joint: joint === null ? site.newline : toText(joint, 'wrapstring'),
          onHyphens: truth(onHyphens),
        }),
    ],
  }),
];

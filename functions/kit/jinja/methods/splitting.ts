import { valueError } from '../errors.ts';
import { charge } from '../meter.ts';
import { SPACE, trim, trimEnd, trimStart } from '../values/characters.ts';
import { toCount, toText } from '../values/convert.ts';
import type { Value } from '../values/value.ts';

const SPACES = new RegExp(`[${SPACE}]+`, 'g');

/** `split`: at a separator, or at runs of white space if the separator is null. */
export function split(text: string, separator: Value = null, most: Value = -1n): string[] {
  charge(text.length >> 2);
  const limit = toCount(most);
  if (separator === null) return splitSpace(text, limit);
  const at = needSeparator(separator);
  const parts = text.split(at);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(at)];
}

function splitSpace(text: string, limit: number): string[] {
  const trimmed = trim(text);
  if (trimmed === '') return [];
  if (limit < 0) return trimmed.split(SPACES);
  const parts: string[] = [];
  let rest = trimStart(text);
  while (rest !== '' && parts.length < limit) {
    SPACES.lastIndex = 0;
    const gap = SPACES.exec(rest);
    if (!gap) break;
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
    charge(1 + (rest.length >> 3));
  }
  SPACES.lastIndex = 0;
  return rest === '' ? parts : [...parts, parts.length < limit ? trimEnd(rest) : rest];
}

/** `rsplit`: as `split`, counted from the end. */
export function rsplit(text: string, separator: Value = null, most: Value = -1n): string[] {
  const limit = toCount(most);
  if (limit < 0) return split(text, separator);
  charge(text.length >> 2);
  if (separator !== null) {
    const at = needSeparator(separator);
    const parts = text.split(at);
    if (parts.length <= limit + 1) return parts;
    const kept = parts.length - limit;
    return [parts.slice(0, kept).join(at), ...parts.slice(kept)];
  }
  const pieces = split(text);
  if (pieces.length <= limit) return pieces;
  const tail = limit === 0 ? [] : pieces.slice(-limit);
  let rest = trimEnd(text);
  for (const piece of [...tail].reverse()) rest = trimEnd(rest.slice(0, rest.length - piece.length));
  return rest === '' ? tail : [rest, ...tail];
}

function needSeparator(separator: Value): string {
  const text = toText(separator, 'separator');
  if (text === '') throw valueError('empty separator');
  return text;
}

/** `partition`: before, separator, after; or all of it first if the separator does not occur. */
export function partition(text: string, separator: string): [string, string, string] {
  if (separator === '') throw valueError('empty separator');
  const index = text.indexOf(separator);
  if (index < 0) return [text, '', ''];
  return [text.slice(0, index), separator, text.slice(index + separator.length)];
}

export function rpartition(text: string, separator: string): [string, string, string] {
  if (separator === '') throw valueError('empty separator');
  const index = text.lastIndexOf(separator);
  if (index < 0) return ['', '', text];
  return [text.slice(0, index), separator, text.slice(index + separator.length)];
}

/** `replace(old, new, count)`: an empty `old` stands between all characters. */
export function replace(text: string, old: string, by: string, most = -1): string {
  charge(text.length >> 3);
  if (most === 0) return text;
  if (old === '') return interleaved(text, by, most);
  const parts = text.split(old);
  const pieces = most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(old)];
  charge((pieces.length * (1 + by.length)) >> 3);
  return pieces.join(by);
}

function interleaved(text: string, by: string, most: number): string {
  const points = Array.from(text);
  const times = most < 0 ? points.length + 1 : Math.min(most, points.length + 1);
  charge((times * by.length) >> 3);
  const head = points.slice(0, times).map((point, index) => (index < times ? by + point : point));
  return head.join('') + (times > points.length ? by : '') + points.slice(times).join('');
}

const TAB = /[\t\n\r]/;

export function expandTabs(text: string, size: number): string {
  if (!TAB.test(text)) return text;
  let column = 0;
  let result = '';
  for (const character of text) {
    if (character === '\t') {
      const width = size > 0 ? size - (column % size) : 0;
      charge(1 + (width >> 3));
      result += ' '.repeat(width);
      column += width;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

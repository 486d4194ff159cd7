import type { Match, PatternInfo } from './match.ts';
import { controlOf, octalOf } from './parse/escapes.ts';
import { Reader } from './parse/reader.ts';

/** Text, and numbers of groups whose text is put in. */
export type Replacement = readonly (string | number)[];

/** Parses a replacement: `\1`, `\g<1>`, `\g<name>`, `\n` and other controls, octal escapes. Throws a PatternError. */
export function parseReplacement(replacement: string, info: PatternInfo): Replacement {
  const reader = new Reader(replacement);
  const parts: (string | number)[] = [];
  for (let item = reader.take(); item !== ''; item = reader.take()) {
    const part = item.startsWith('\\') ? escaped(reader, item, info) : item;
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
  return parts;
}

/** A group that took no part is replaced by nothing. */
export const expandReplacement = (replacement: Replacement, match: Match): string =>
  replacement.map((part) => (typeof part === 'string' ? part : (match.group(part) ?? ''))).join('');

function escaped(reader: Reader, item: string, info: PatternInfo): string | number {
  const start = reader.position - item.length;
  const letter = item.slice(1);
  if (letter === 'g') return namedGroup(reader, info);
  if (letter === '0') return String.fromCharCode(Number.parseInt(`0${reader.takeWhile(/[0-7]/, 2)}`, 8) & 0xff);
  if (/^[1-9]$/.test(letter)) {
    const digits = letter + reader.takeWhile(/\d/, 1);
    const third = /^[0-7]{2}$/.test(digits) ? reader.takeWhile(/[0-7]/, 1) : '';
    if (third !== '') return String.fromCharCode(octalOf(reader, digits + third));
    return known(reader, Number(digits), info, start);
  }
  const control = controlOf(item);
  if (control !== undefined) return String.fromCharCode(control);
  if (/^[a-zA-Z]$/.test(letter)) throw reader.error(`${item} is no escape`, start);
  return item;
}

function namedGroup(reader: Reader, info: PatternInfo): number {
  if (!reader.takeIf('<')) throw reader.error('After \\g follows "<name>" or "<number>"', reader.position);
  const start = reader.position;
  const name = reader.takeUntil('>', 'A group name');
  const group = /^\d+$/.test(name) ? Number(name) : info.groupNames.get(name);
  if (group === undefined) throw reader.error(`The pattern has no group named "${name}"`, start);
  return known(reader, group, info, start);
}

function known(reader: Reader, group: number, { groupCount }: PatternInfo, position: number): number {
  if (group > groupCount) throw reader.error(`The pattern has no group ${group}`, position);
  return group;
}

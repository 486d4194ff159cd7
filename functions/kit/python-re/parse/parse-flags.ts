import { ALPHABETS, flagOf } from '../flags.ts';
import type { Parsing } from './parse.ts';

/** Flags that a group adds to and removes from those around it. */
export interface GroupFlags {
  readonly add: number;
  readonly remove: number;
}

/** `(?ims)` or `(?im-s:`, whose first letter has been taken. Undefined for the former: they join those of the pattern. */
export function parseGroupFlags(parsing: Parsing, letter: string, start: number): GroupFlags | undefined {
  const { reader } = parsing;
  if (letter !== '-' && flagOf(letter) === undefined)
    throw reader.error(`A group cannot start with (?${letter}`, start);
  const add = takeFlags(parsing, letter, ')-:');
  if ((add.flags & ALPHABETS) === ALPHABETS) throw reader.error('The flags "a" and "u" exclude each other', start);
  if (add.end === ')') {
    parsing.flags |= add.flags;
    return undefined;
  }
  if (add.end === ':') return { add: add.flags, remove: 0 };
  const remove = takeFlags(parsing, reader.take(), ':');
  if (remove.flags === 0) throw reader.error('A flag is missing after "-"', reader.position - 1);
  if (remove.flags & ALPHABETS) throw reader.error('The flags "a" and "u" cannot be turned off', start);
  if (add.flags & remove.flags) throw reader.error('A flag cannot be turned on and off at once', start);
  return { add: add.flags, remove: remove.flags };
}

/** Flags up to one of the ends. */
function takeFlags({ reader }: Parsing, first: string, ends: string): { flags: number; end: string } {
  let flags = 0;
  for (let letter = first; ; letter = reader.take()) {
    if (letter !== '' && ends.includes(letter)) return { flags, end: letter };
    const flag = flagOf(letter);
    if (flag === undefined) {
      throw reader.error(`${letter === '' ? 'The end' : `"${letter}"`} is no flag`, reader.position - letter.length);
    }
    flags |= flag;
  }
}

import { PatternError } from './errors.ts';

/** Flags are bits, because groups add and remove them: `(?i-s:…)`. */
export const IGNORE_CASE = 1;
export const MULTILINE = 2;
export const DOT_ALL = 4;
export const VERBOSE = 8;
export const ASCII = 16;
/** Turns ASCII off. It is never set in a program. */
export const UNICODE = 32;

const BITS: ReadonlyMap<string, number> = new Map([
  ['i', IGNORE_CASE],
  ['m', MULTILINE],
  ['s', DOT_ALL],
  ['x', VERBOSE],
  ['a', ASCII],
  ['u', UNICODE],
]);

/** Bit of a flag's letter; undefined for letters that are no flag for texts (`L` is for bytes). */
export const flagOf = (letter: string): number | undefined => BITS.get(letter);

/** What can be either on or off for a whole pattern, but not both: the alphabet. */
export const ALPHABETS = ASCII | UNICODE;

/** Flags from their letters, as `compile` takes them. Throws a PatternError for an unknown letter. */
export function parseFlags(letters: string): number {
  let flags = 0;
  for (const [index, letter] of [...letters].entries()) {
    const flag = flagOf(letter);
    if (flag === undefined) throw new PatternError(`Unknown flag "${letter}": use letters of "aimsux"`, letters, index);
    flags |= flag;
  }
  if ((flags & ALPHABETS) === ALPHABETS) throw new PatternError('The flags "a" and "u" exclude each other', letters, 0);
  return flags & ~UNICODE;
}

/** Flags inside a group that adds some and removes some. */
export function combineFlags(flags: number, add: number, remove: number): number {
  const kept = add & ALPHABETS ? flags & ~ALPHABETS : flags;
  return (kept | add) & ~remove & ~UNICODE;
}

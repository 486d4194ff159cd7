import { compileProgram } from './compile/compile.ts';
import type { Program } from './compile/program.ts';
import { parseFlags } from './flags.ts';
import { type FindOptions, findAt, findFrom } from './machine/find.ts';
import { Match, type PatternInfo } from './match.ts';
import { parsePattern } from './parse/parse.ts';
import { expandReplacement, parseReplacement } from './replacement.ts';

/** What a match is replaced by: a replacement with `\1` and `\g<name>`, or a function whose result is taken as it is. */
export type Replacer = string | ((match: Match) => string);

/** A pattern of Python's `re`, compiled. All methods throw a StepBudgetError if their budget is used up. */
export class Pattern implements PatternInfo {
  readonly pattern: string;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  readonly #program: Program;

  /** Throws a PatternError. */
  constructor(pattern: string, flags: string) {
    const parsed = parsePattern(pattern, parseFlags(flags));
    this.pattern = pattern;
    this.groupCount = parsed.groupCount;
    this.groupNames = parsed.groupNames;
    this.#program = compileProgram(parsed);
  }

  /** The first match anywhere. */
  search(text: string, options: FindOptions = {}): Match | null {
    return this.#match(text, findFrom(this.#program, text, options));
  }

  /** A match at the start of the text. */
  match(text: string, options: FindOptions = {}): Match | null {
    return this.#match(text, findAt(this.#program, text, false, options));
  }

  /** A match of the whole text. */
  fullmatch(text: string, options: FindOptions = {}): Match | null {
    return this.#match(text, findAt(this.#program, text, true, options));
  }

  /** All matches that do not overlap, empty ones included. They are found as they are asked for. */
  *finditer(text: string, options: FindOptions = {}): Generator<Match, void> {
    const end = Math.min(options.endpos ?? text.length, text.length);
    let next: FindOptions & { mustAdvance: boolean } = { ...options, mustAdvance: false };
    while ((next.pos ?? 0) <= end) {
      const match = this.#match(text, findFrom(this.#program, text, next));
      if (!match) return;
      yield match;
      next = { ...options, pos: match.end, mustAdvance: match.end === match.start };
    }
  }

  /** Texts of all matches: of the whole, if there are no groups; of the group, if there is one; else of all groups. */
  findall(text: string, options: FindOptions = {}): (string | string[])[] {
    return Array.from(this.finditer(text, options), (match) => {
      if (this.groupCount === 0) return match.group() ?? '';
      const groups = match.groups().map((group) => group ?? '');
      return this.groupCount === 1 ? (groups[0] ?? '') : groups;
    });
  }

  /** The text with its matches replaced: all, or `count` of them. Throws a PatternError for a wrong replacement. */
  sub(replacer: Replacer, text: string, options: SubOptions = {}): string {
    return this.subn(replacer, text, options).text;
  }

  /** As `sub`, with the number of replacements. */
  subn(replacer: Replacer, text: string, { count = 0, budget }: SubOptions = {}): { text: string; count: number } {
    const replace = typeof replacer === 'string' ? this.#template(replacer) : replacer;
    const parts: string[] = [];
    let from = 0;
    let replaced = 0;
    for (const match of this.finditer(text, { budget })) {
      parts.push(text.slice(from, match.start), replace(match));
      from = match.end;
      replaced += 1;
      if (replaced === count) break;
    }
    return { text: parts.join('') + text.slice(from), count: replaced };
  }

  /** The text between matches, with the groups of the matches. `maxsplit` bounds the matches that split. */
  split(text: string, { maxsplit = 0, budget }: SplitOptions = {}): (string | null)[] {
    const parts: (string | null)[] = [];
    let from = 0;
    let splits = 0;
    for (const match of this.finditer(text, { budget })) {
      parts.push(text.slice(from, match.start));
      for (const group of match.groups()) parts.push(group);
      from = match.end;
      splits += 1;
      if (splits === maxsplit) break;
    }
    return [...parts, text.slice(from)];
  }

  #match(text: string, spans: Int32Array | undefined): Match | null {
    return spans ? new Match(this, text, spans) : null;
  }

  #template(replacement: string): (match: Match) => string {
    const parsed = parseReplacement(replacement, this);
    return (match) => expandReplacement(parsed, match);
  }
}

export interface SubOptions extends Pick<FindOptions, 'budget'> {
  /** Most replacements; 0 is without bound. */
  readonly count?: number;
}

export interface SplitOptions extends Pick<FindOptions, 'budget'> {
  /** Most splits; 0 is without bound. */
  readonly maxsplit?: number;
}

/**
 * Compiles a pattern. Flags are letters as of `(?i)`: `i` ignores case, `m` lets ^ and $ match at lines, `s` lets "."
 * match newlines, `x` is verbose, `a` is ASCII. Throws a PatternError.
 */
export const compile = (pattern: string, flags = ''): Pattern => new Pattern(pattern, flags);

/** The text as a pattern that matches it alone. */
export const escapeText = (text: string): string => text.replace(/[-()[\]{}?*+|^$\\.&~# \t\n\r\v\f]/g, '\\$&');

import { VERBOSE } from '../flags.ts';
import { Groups } from './groups.ts';
import type { Sequence } from './nodes.ts';
import { parseAlternatives, parseSequence } from './parse-sequence.ts';
import { Reader } from './reader.ts';

/** Parses what may stand inside of a group; groups reach it through here, so that their module needs no circle. */
export interface Grammar {
  /** `a|b|c`, up to the end or a ")". */
  alternatives(parsing: Parsing, part: Part): Sequence;
  /** Items one after the other, up to the end, a "|" or a ")". */
  sequence(parsing: Parsing, part: Part): Sequence;
}

/** What is known of a pattern while it is parsed. */
export interface Parsing {
  readonly grammar: Grammar;
  readonly reader: Reader;
  readonly groups: Groups;
  /** Flags of the whole pattern; `(?i)` at its start adds to them. */
  flags: number;
}

/** A part of the pattern that is parsed. */
export interface Part {
  /** Whether white space and comments are left out. */
  readonly verbose: boolean;
  /** Parentheses around the part. */
  readonly depth: number;
}

export interface ParsedPattern {
  readonly body: Sequence;
  readonly flags: number;
  /** Whether a reference or a condition asks for what a group has matched. */
  readonly asksForGroups: boolean;
  readonly groupCount: number;
  /** Group numbers by name, in the order in which they are opened. */
  readonly groupNames: ReadonlyMap<string, number>;
}

const GRAMMAR: Grammar = { alternatives: parseAlternatives, sequence: parseSequence };

/** A pattern that is longer is refused, as compiling it could take seconds. */
const LONGEST_PATTERN = 100_000;

/** Parses a pattern as Python 3.11 does. Throws a PatternError if Python raises `re.error`. */
export function parsePattern(pattern: string, flags: number): ParsedPattern {
  const parsing: Parsing = { grammar: GRAMMAR, reader: new Reader(pattern), groups: new Groups(), flags };
  const { reader, groups } = parsing;
  if (pattern.length > LONGEST_PATTERN)
    throw reader.error(`A pattern has ${LONGEST_PATTERN} characters at most`, LONGEST_PATTERN);
  const body = parseAlternatives(parsing, { verbose: (flags & VERBOSE) !== 0, depth: 0 });
  if (reader.peek() !== '') throw reader.error('This ")" closes nothing', reader.position);
  groups.checkConditions(reader);
  return {
    body,
    flags: parsing.flags,
    asksForGroups: groups.areAskedFor,
    groupCount: groups.count,
    groupNames: groups.names,
  };
}

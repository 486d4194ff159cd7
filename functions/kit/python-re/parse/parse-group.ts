import { VERBOSE } from '../flags.ts';
import { type Node, type Sequence, sequenceOf } from './nodes.ts';
import type { Parsing, Part } from './parse.ts';
import { parseGroupFlags } from './parse-flags.ts';

/** Parentheses deeper than this are refused: parsing and compiling them is recursive. */
const DEEPEST = 200;
const NAME = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

/** The group whose "(" has just been taken. Undefined for what matches nothing: a comment, flags of the whole pattern. */
export function parseGroup(parsing: Parsing, part: Part, mayBeGlobalFlags: boolean): Node | undefined {
  const { reader } = parsing;
  const start = reader.position - 1;
  if (part.depth > DEEPEST) throw reader.error(`Groups are nested deeper than ${DEEPEST}`, start);
  const close = () => {
    if (!reader.takeIf(')')) throw reader.error('This group is not closed with ")"', start);
  };
  const body = (verbose = part.verbose): Sequence => {
    const found = parsing.grammar.alternatives(parsing, { ...part, verbose });
    close();
    return found;
  };
  if (!reader.takeIf('?')) return parseCapture(parsing, undefined, body);
  const letter = reader.take();
  switch (letter) {
    case '':
      throw reader.error('The pattern ends inside a group', start);
    case 'P':
      return parseNamed(parsing, body);
    case ':':
      return { type: 'group', index: undefined, add: 0, remove: 0, body: body() };
    case '>':
      return { type: 'atomic', body: body() };
    case '#':
      skipComment(parsing, start);
      return undefined;
    case '=':
    case '!':
      return { type: 'look', behind: false, negate: letter === '!', body: body() };
    case '<':
      return parseLookBehind(parsing, start, body);
    case '(':
      return parseCondition(parsing, part, close);
    default: {
      const flags = parseGroupFlags(parsing, letter, start);
      if (flags === undefined) {
        if (mayBeGlobalFlags) return undefined;
        throw reader.error('Flags of the whole pattern may stand at its start only: use (?i:…) for a part', start);
      }
      const verbose = (part.verbose || (flags.add & VERBOSE) !== 0) && (flags.remove & VERBOSE) === 0;
      return { type: 'group', index: undefined, ...flags, body: body(verbose) };
    }
  }
}

function parseCapture({ reader, groups }: Parsing, name: string | undefined, body: () => Sequence): Node {
  const index = groups.open(reader, name);
  const found = body();
  groups.close(index, found);
  return { type: 'group', index, add: 0, remove: 0, body: found };
}

/** `(?P<name>…)` and `(?P=name)`. */
function parseNamed(parsing: Parsing, body: () => Sequence): Node {
  const { reader, groups } = parsing;
  if (reader.takeIf('<')) return parseCapture(parsing, takeName(parsing, '>'), body);
  if (!reader.takeIf('=')) throw reader.error('After (?P follows "<name>" or "=name"', reader.position);
  const start = reader.position;
  const group = groups.named(reader, takeName(parsing, ')'), start);
  return { type: 'reference', group, width: groups.refer(reader, group, start) };
}

function takeName({ reader }: Parsing, terminator: string): string {
  const start = reader.position;
  const name = reader.takeUntil(terminator, 'A group name');
  if (!NAME.test(name)) throw reader.error(`"${name}" is no group name: use letters, digits and "_"`, start);
  return name;
}

/** `(?<=…)` and `(?<!…)`, whose body has to have one width. */
function parseLookBehind(parsing: Parsing, start: number, parseBody: () => Sequence): Node {
  const { reader, groups } = parsing;
  const sign = reader.take();
  if (sign !== '=' && sign !== '!')
    throw reader.error('After (?< follows "=" or "!"; a named group is (?P<name>…)', start);
  const body = groups.insideLookBehind(parseBody);
  if (body.min !== body.max) throw reader.error('A look-behind has to match text of one length only', start);
  return { type: 'look', behind: true, negate: sign === '!', body };
}

/** `(?(1)yes|no)` and `(?(name)yes|no)`. */
function parseCondition(parsing: Parsing, part: Part, close: () => void): Node {
  const { reader, groups, grammar } = parsing;
  const start = reader.position;
  const name = reader.takeUntil(')', 'A group name');
  if (!NAME.test(name) && !/^0*[1-9]\d*$/.test(name)) throw reader.error(`"${name}" is no group name or number`, start);
  const group = NAME.test(name) ? groups.named(reader, name, start) : Number(name);
  groups.condition(reader, group, start);
  const yes = grammar.sequence(parsing, part);
  const no = reader.takeIf('|') ? grammar.sequence(parsing, part) : sequenceOf([]);
  if (reader.peek() === '|') throw reader.error('A condition has two branches at most', reader.position);
  close();
  return { type: 'condition', group, yes, no };
}

function skipComment({ reader }: Parsing, start: number): void {
  for (;;) {
    const item = reader.take();
    if (item === ')') return;
    if (item === '') throw reader.error('This comment is not closed with ")"', start);
  }
}

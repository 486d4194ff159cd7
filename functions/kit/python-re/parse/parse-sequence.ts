import { VERBOSE } from '../flags.ts';
import { anchorOf, categoryOf, controlOf, literalOf, octalOf } from './escapes.ts';
import { type Node, type Sequence, sequenceOf } from './nodes.ts';
import type { Parsing, Part } from './parse.ts';
import { parseGroup } from './parse-group.ts';
import { parseRepeat } from './parse-repeat.ts';
import { parseSet } from './parse-set.ts';

const WHITE_SPACE = ' \t\n\r\v\f';

/** `a|b|c`, up to the end or a ")". */
export function parseAlternatives(parsing: Parsing, part: Part): Sequence {
  const options: Sequence[] = [];
  let { verbose } = part;
  do {
    options.push(parseSequence(parsing, { ...part, verbose }, part.depth === 0 && options.length === 0));
    // The flags at the start of the pattern hold for all of its alternatives.
    if (part.depth === 0) verbose = (parsing.flags & VERBOSE) !== 0;
  } while (parsing.reader.takeIf('|'));
  const [only] = options;
  return only && options.length === 1 ? only : sequenceOf([{ type: 'branch', options }]);
}

/** Items one after the other, up to the end, a "|" or a ")". */
export function parseSequence(parsing: Parsing, part: Part, isStart = false): Sequence {
  const { reader } = parsing;
  const nodes: Node[] = [];
  let { verbose } = part;
  for (;;) {
    const item = reader.peek();
    if (item === '' || item === '|' || item === ')') return sequenceOf(nodes);
    reader.take();
    if (verbose && WHITE_SPACE.includes(item)) continue;
    if (verbose && item === '#') {
      skipLine(parsing);
    } else if (item === '(') {
      const node = parseGroup(parsing, { verbose, depth: part.depth + 1 }, isStart && nodes.length === 0);
      if (node) nodes.push(node);
      if (isStart && nodes.length === 0) verbose = (parsing.flags & VERBOSE) !== 0;
    } else if ('*+?{'.includes(item)) {
      parseRepeat(reader, item, nodes);
    } else {
      nodes.push(parseAtom(parsing, item));
    }
  }
}

function parseAtom(parsing: Parsing, item: string): Node {
  switch (item) {
    case '[':
      return parseSet(parsing.reader);
    case '.':
      return { type: 'any' };
    case '^':
      return { type: 'anchor', anchor: 'caret' };
    case '$':
      return { type: 'anchor', anchor: 'dollar' };
    default:
      return item.startsWith('\\') ? parseEscape(parsing, item) : { type: 'literal', code: item.codePointAt(0) ?? 0 };
  }
}

function parseEscape({ reader, groups }: Parsing, item: string): Node {
  const anchor = anchorOf(item);
  if (anchor) return { type: 'anchor', anchor };
  const category = categoryOf(item);
  if (category) return { type: 'set', items: [category], negate: false };
  const control = controlOf(item);
  if (control !== undefined) return { type: 'literal', code: control };
  const digit = item.slice(1);
  if (digit === '0') return { type: 'literal', code: octalOf(reader, digit + reader.takeWhile(/[0-7]/, 2)) };
  if (!/^[1-9]$/.test(digit)) return { type: 'literal', code: literalOf(reader, item) };
  const start = reader.position - 2;
  const digits = digit + reader.takeWhile(/\d/, 1);
  if (/^[0-7]{2}$/.test(digits)) {
    const third = reader.takeWhile(/[0-7]/, 1);
    if (third !== '') return { type: 'literal', code: octalOf(reader, digits + third) };
  }
  const group = Number(digits);
  return { type: 'reference', group, width: groups.refer(reader, group, start) };
}

function skipLine({ reader }: Parsing): void {
  for (;;) {
    const item = reader.take();
    if (item === '' || item === '\n') return;
  }
}

import { parseInteger } from '../values/convert.ts';
import type { CallArguments, Expression, FilterNode } from './ast.ts';
import { parseCallArguments } from './call.ts';
import type { ExpressionStream } from './expression-stream.ts';
import { describe } from './tokens.ts';

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

export function parsePrimary(stream: ExpressionStream): Expression {
  const { type, value, line } = stream.current;
  switch (type) {
    case 'name': {
      stream.next();
      const constant = CONSTANTS.get(value);
      return constant === undefined ? { kind: 'name', name: value, line } : { kind: 'constant', value: constant, line };
    }
    case 'string':
      return parseStrings(stream);
    case 'integer':
      stream.next();
      return { kind: 'constant', value: parseInteger(value.replaceAll('_', ''), 0), line };
    case 'float':
      stream.next();
      return { kind: 'constant', value: Number(value.replaceAll('_', '')), line };
    default:
      return parseBracketed(stream);
  }
}

/** Strings side by side are one. */
function parseStrings(stream: ExpressionStream): Expression {
  const { line } = stream.current;
  let value = '';
  while (stream.is('string')) value += stream.next().value;
  return { kind: 'constant', value, line };
}

function parseBracketed(stream: ExpressionStream): Expression {
  const token = stream.current;
  if (stream.skip('operator', '(')) {
    const node = parseTuple(stream, { explicit: true });
    stream.expect('operator', ')');
    return node;
  }
  if (stream.skip('operator', '[')) {
    return { kind: 'list', items: parseItems(stream, ']', () => stream.expression()), line: token.line };
  }
  if (!stream.skip('operator', '{')) throw stream.error(`unexpected '${describe(token)}'`, token.line);
  const items = parseItems(stream, '}', () => {
    const key = stream.expression();
    stream.expect('operator', ':');
    return { key, value: stream.expression() };
  });
  return { kind: 'dict', items, line: token.line };
}

/** Items up to the closing bracket; a comma may stand at the end. */
function parseItems<T>(stream: ExpressionStream, closing: string, parse: () => T): T[] {
  const items: T[] = [];
  while (!stream.isOperator(closing)) {
    if (items.length > 0) stream.expect('operator', ',');
    if (stream.isOperator(closing)) break;
    items.push(parse());
  }
  stream.expect('operator', closing);
  return items;
}

interface TupleOptions {
  /** Whether it stands in parentheses, so that it may be empty. */
  readonly explicit?: boolean;
  readonly withCondition?: boolean;
  /** A name that ends it. */
  readonly end?: string;
}

/** One expression, or several with commas between them: a tuple. */
export function parseTuple(stream: ExpressionStream, options: TupleOptions = {}): Expression {
  const { explicit = false, withCondition = true, end } = options;
  const items: Expression[] = [];
  let { line } = stream.current;
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expect('operator', ',');
    if (endsTuple(stream, end)) break;
    items.push(withCondition ? stream.expression() : stream.unconditional());
    if (!stream.isOperator(',')) break;
    isTuple = true;
    ({ line } = stream.current);
  }
  if (!isTuple) {
    const [only] = items;
    if (only) return only;
    if (!explicit) throw stream.error(`Expected an expression, got '${describe(stream.current)}'`);
  }
  return { kind: 'tuple', items, line };
}

export function endsTuple(stream: ExpressionStream, end?: string): boolean {
  if (stream.is('variable_end') || stream.is('block_end') || stream.isOperator(')')) return true;
  return end !== undefined && stream.isName(end);
}

/** Attributes, items and calls behind a value. */
export function parsePostfix(stream: ExpressionStream, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (stream.isOperator('.')) node = parseAttribute(stream, node);
    else if (stream.isOperator('[')) node = parseItem(stream, node);
    else if (stream.isOperator('(')) node = parseCall(stream, node);
    else return node;
  }
}

function parseCall(stream: ExpressionStream, callee: Expression): Expression {
  const { line } = stream.current;
  return { kind: 'call', callee, args: parseCallArguments(stream), line };
}

function parseAttribute(stream: ExpressionStream, value: Expression): Expression {
  const { line } = stream.next();
  const { type, value: name } = stream.next();
  if (type === 'name') return { kind: 'attribute', value, name, line };
  if (type !== 'integer') throw stream.error('expected name or number', line);
  return {
    kind: 'item',
    value,
    key: { kind: 'constant', value: parseInteger(name.replaceAll('_', ''), 0), line },
    line,
  };
}

function parseItem(stream: ExpressionStream, value: Expression): Expression {
  const { line } = stream.next();
  const keys: Expression[] = [];
  while (!stream.isOperator(']')) {
    if (keys.length > 0) stream.expect('operator', ',');
    keys.push(parseKey(stream));
  }
  stream.expect('operator', ']');
  const [only] = keys;
  return { kind: 'item', value, key: keys.length === 1 && only ? only : { kind: 'tuple', items: keys, line }, line };
}

function parseKey(stream: ExpressionStream): Expression {
  const { line } = stream.current;
  const start = stream.isOperator(':') ? undefined : stream.expression();
  if (start && !stream.isOperator(':')) return start;
  stream.next();
  const part = () => (stream.isOperator(':', ']', ',') ? undefined : stream.expression());
  const stop = part();
  const step = stream.skip('operator', ':') ? part() : undefined;
  return { kind: 'slice', start, stop, step, line };
}

/** Filters, tests and calls behind a value. */
export function parseFilters(stream: ExpressionStream, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (stream.isOperator('|')) {
      stream.next();
      node = parseFilter(stream, node);
    } else if (stream.isName('is')) node = parseTest(stream, node);
    else if (stream.isOperator('(')) node = parseCall(stream, node);
    else return node;
  }
}

const noArguments = (): CallArguments => ({
  positional: [],
  keyword: [],
  spread: undefined,
  spreadKeywords: undefined,
});

function dottedName(stream: ExpressionStream): string {
  let name = stream.expect('name').value;
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').value}`;
  return name;
}

/** One filter; its `|` has been read. */
export function parseFilter(stream: ExpressionStream, value: Expression | undefined): FilterNode {
  const { line } = stream.current;
  const name = dottedName(stream);
  const args = stream.isOperator('(') ? parseCallArguments(stream) : noArguments();
  return { kind: 'filter', value, name, args, line };
}

function parseTest(stream: ExpressionStream, value: Expression): Expression {
  const { line } = stream.next();
  const negated = stream.skip('name', 'not');
  const name = dottedName(stream);
  const test: Expression = { kind: 'test', value, name, args: parseTestArguments(stream), line };
  return negated ? { kind: 'not', value: test, line } : test;
}

function parseTestArguments(stream: ExpressionStream): CallArguments {
  if (stream.isOperator('(')) return parseCallArguments(stream);
  const { type } = stream.current;
  const starts =
    type === 'name' || type === 'string' || type === 'integer' || type === 'float' || stream.isOperator('[', '{');
  if (!starts || stream.isName('else', 'or', 'and')) return noArguments();
  if (stream.isName('is')) throw stream.error('You cannot chain multiple tests with is');
  return { ...noArguments(), positional: [parsePostfix(stream, parsePrimary(stream))] };
}

import { isSpace } from '../values/characters.ts';
import type { Expression, FilterNode, Statement, Target } from './ast.ts';
import type { ExpressionStream } from './expression-stream.ts';
import type { Parser } from './parser.ts';
import { parseFilter, parseTuple } from './primary.ts';
import { parseName, parseParameters, parseSetTarget, parseTarget } from './targets.ts';

/** Statements that have a body. */

export function parseFor(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const target = parseTarget(stream, 'in');
  stream.expect('name', 'in');
  const iterable = parseTuple(stream, { withCondition: false, end: 'recursive' });
  const test = stream.skip('name', 'if') ? stream.expression() : undefined;
  const recursive = stream.skip('name', 'recursive');
  const body = parser.body(['endfor', 'else']);
  const otherwise = stream.next().value === 'else' ? parser.bodyUpTo('endfor') : [];
  return { kind: 'for', target, iterable, test, recursive, body, otherwise, line };
}

export function parseBranches(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.current;
  const branches: { test: Expression; body: Statement[] }[] = [];
  for (;;) {
    stream.next();
    const test = parseTuple(stream, { withCondition: false });
    branches.push({ test, body: parser.body(['elif', 'else', 'endif']) });
    if (stream.isName('elif')) continue;
    const otherwise = stream.next().value === 'else' ? parser.bodyUpTo('endif') : [];
    return { kind: 'if', branches, otherwise, line };
  }
}

/** Other statements with a body; undefined for any other tag. */
export function parseInner(parser: Parser, tag: string): Statement | undefined {
  const { stream } = parser;
  const { line } = stream.current;
  switch (tag) {
    case 'macro': {
      stream.next();
      const name = parseName(stream);
      const parameters = parseParameters(stream);
      return { kind: 'macro', name, parameters, body: parser.bodyUpTo('endmacro'), line };
    }
    case 'call':
      return parseCallBlock(parser);
    case 'filter':
      stream.next();
      return { kind: 'filter block', filter: filters(stream), body: parser.bodyUpTo('endfilter'), line };
    case 'set':
      return parseSet(parser);
    case 'with':
      return parseWith(parser);
    case 'autoescape': {
      stream.next();
      return { kind: 'autoescape', value: stream.expression(), body: parser.bodyUpTo('endautoescape'), line };
    }
    case 'block':
      return parseBlock(parser);
    default:
      return undefined;
  }
}

function parseCallBlock(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const parameters = stream.isOperator('(') ? parseParameters(stream) : [];
  const call = stream.expression();
  if (call.kind !== 'call') throw stream.error('expected call', line);
  return { kind: 'call block', parameters, call, body: parser.bodyUpTo('endcall'), line };
}

/** One filter or more, for what a block prints. */
function filters(stream: ExpressionStream): FilterNode {
  let filter = parseFilter(stream, undefined);
  while (stream.skip('operator', '|')) filter = parseFilter(stream, filter);
  return filter;
}

function parseSet(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const target = parseSetTarget(stream);
  if (stream.skip('operator', '=')) return { kind: 'set', target, value: parseTuple(stream), line };
  const filter = stream.skip('operator', '|') ? filters(stream) : undefined;
  return { kind: 'set block', target, filter, body: parser.bodyUpTo('endset'), line };
}

function parseWith(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const bindings: { target: Target; value: Expression }[] = [];
  while (!stream.is('block_end')) {
    if (bindings.length > 0) stream.expect('operator', ',');
    const target = parseTarget(stream);
    stream.expect('operator', '=');
    bindings.push({ target, value: stream.expression() });
  }
  return { kind: 'with', bindings, body: parser.bodyUpTo('endwith'), line };
}

function parseBlock(parser: Parser): Statement {
  const { stream } = parser;
  const { line } = stream.next();
  const name = stream.expect('name').value;
  const scoped = stream.skip('name', 'scoped');
  const required = stream.skip('name', 'required');
  if (stream.isOperator('-')) {
    throw stream.error(
      'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
    );
  }
  const body = parser.bodyUpTo('endblock');
  const isEmpty = ({ kind, ...rest }: Statement) =>
    kind === 'output' && 'parts' in rest && rest.parts.every((part) => typeof part === 'string' && isSpace(part));
  if (required && !body.every(isEmpty)) throw stream.error('Required blocks can only contain comments or whitespace');
  stream.skip('name', name);
  return { kind: 'block', name, scoped, required, body, line };
}

import type { BinaryOperator, Comparison, Expression } from './ast.ts';
import type { ExpressionStream, Grammar } from './expression-stream.ts';
import { parseFilters, parsePostfix, parsePrimary } from './primary.ts';

function parseCondition(stream: ExpressionStream): Expression {
  let { line } = stream.current;
  let expression = parseOr(stream);
  while (stream.skip('name', 'if')) {
    const test = parseOr(stream);
    const otherwise = stream.skip('name', 'else') ? stream.expression() : undefined;
    expression = { kind: 'condition', test, whenTrue: expression, otherwise, line };
    ({ line } = stream.current);
  }
  return expression;
}

function parseOr(stream: ExpressionStream): Expression {
  let { line } = stream.current;
  let left = parseAnd(stream);
  while (stream.skip('name', 'or')) {
    left = { kind: 'or', left, right: parseAnd(stream), line };
    ({ line } = stream.current);
  }
  return left;
}

function parseAnd(stream: ExpressionStream): Expression {
  let { line } = stream.current;
  let left = parseNot(stream);
  while (stream.skip('name', 'and')) {
    left = { kind: 'and', left, right: parseNot(stream), line };
    ({ line } = stream.current);
  }
  return left;
}

function parseNot(stream: ExpressionStream): Expression {
  const { line } = stream.current;
  if (!stream.skip('name', 'not')) return parseCompare(stream);
  return { kind: 'not', value: stream.nested(() => parseNot(stream)), line };
}

const COMPARISONS = new Set<string>(['==', '!=', '<', '<=', '>', '>=']);
const isComparison = (text: string): text is Comparison => COMPARISONS.has(text);

function parseCompare(stream: ExpressionStream): Expression {
  const { line } = stream.current;
  const first = parseSum(stream);
  const rest: { operator: Comparison; value: Expression }[] = [];
  for (;;) {
    const operator = comparison(stream);
    if (!operator) break;
    rest.push({ operator, value: parseSum(stream) });
  }
  return rest.length === 0 ? first : { kind: 'compare', first, rest, line };
}

function comparison(stream: ExpressionStream): Comparison | undefined {
  const { type, value } = stream.current;
  if (type === 'operator' && isComparison(value)) {
    stream.next();
    return value;
  }
  if (stream.skip('name', 'in')) return 'in';
  if (!stream.isName('not') || !stream.follows('name', 'in')) return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

type Parse = (stream: ExpressionStream) => Expression;

/** Operators of one rank, from left to right. */
const chain =
  (operators: readonly BinaryOperator[], operand: Parse): Parse =>
  (stream) => {
    let { line } = stream.current;
    let left = operand(stream);
    for (;;) {
      const operator = stream.is('operator') ? operators.find((one) => one === stream.current.value) : undefined;
      if (operator === undefined) return left;
      stream.next();
      left = { kind: 'binary', operator, left, right: operand(stream), line };
      ({ line } = stream.current);
    }
  };

const parsePower = chain(['**'], (stream) => parseUnary(stream, true));
const parseProduct = chain(['*', '/', '//', '%'], parsePower);

function parseConcat(stream: ExpressionStream): Expression {
  const { line } = stream.current;
  const items = [parseProduct(stream)];
  while (stream.skip('operator', '~')) items.push(parseProduct(stream));
  return items.length === 1 && items[0] ? items[0] : { kind: 'concat', items, line };
}

const parseSum = chain(['+', '-'], parseConcat);

/** Filters bind to the whole of `-x`, and inside of it to nothing: `-x|abs` is `(-x)|abs`. */
function parseUnary(stream: ExpressionStream, withFilters: boolean): Expression {
  const { line, type, value: sign } = stream.current;
  let node: Expression;
  if (type === 'operator' && (sign === '-' || sign === '+')) {
    stream.next();
    node = { kind: 'unary', operator: sign, value: stream.nested(() => parseUnary(stream, false)), line };
  } else {
    node = parsePrimary(stream);
  }
  node = parsePostfix(stream, node);
  return withFilters ? parseFilters(stream, node) : node;
}

export const EXPRESSIONS: Grammar = { expression: parseCondition, unconditional: parseOr };

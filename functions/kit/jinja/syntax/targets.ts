import type { Expression, Parameter, Target } from './ast.ts';
import type { ExpressionStream } from './expression-stream.ts';
import { endsTuple, parsePrimary } from './primary.ts';
import { describe } from './tokens.ts';

/** What stands on the left of an assignment; `end` is a name that ends it. */
export function parseTarget(stream: ExpressionStream, end?: string): Target {
  const { line } = stream.current;
  const items: Target[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expect('operator', ',');
    if (endsTuple(stream, end)) break;
    items.push(targetOf(stream, parsePrimary(stream)));
    if (!stream.isOperator(',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only) return only;
  if (!isTuple) throw stream.error(`Expected an expression, got '${describe(stream.current)}'`);
  return { kind: 'targets', items, line };
}

/** The target of `set`, which may be an attribute of a namespace too. */
export function parseSetTarget(stream: ExpressionStream): Target {
  if (!stream.follows('operator', '.')) return parseTarget(stream);
  const { value: name, line } = stream.expect('name');
  stream.next();
  return { kind: 'namespace', name, attribute: stream.expect('name').value, line };
}

export function parseName(stream: ExpressionStream): string {
  const { value, line } = stream.expect('name');
  return assignable(stream, value, line);
}

const RESERVED = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

function assignable(stream: ExpressionStream, name: string, line: number): string {
  if (RESERVED.has(name)) throw stream.error(`can't assign to '${name}'`, line, name);
  return name;
}

function targetOf(stream: ExpressionStream, node: Expression): Target {
  if (node.kind === 'name') return { kind: 'target', name: node.name, line: node.line };
  if (node.kind !== 'tuple') throw stream.error(`can't assign to '${node.kind}'`, node.line);
  return { kind: 'targets', items: node.items.map((item) => targetOf(stream, item)), line: node.line };
}

/** Parameters of a macro in parentheses; those with a default come last. */
export function parseParameters(stream: ExpressionStream): Parameter[] {
  const parameters: Parameter[] = [];
  stream.expect('operator', '(');
  while (!stream.isOperator(')')) {
    if (parameters.length > 0) stream.expect('operator', ',');
    const name = parseName(stream);
    const fallback = stream.skip('operator', '=') ? stream.expression() : undefined;
    if (!fallback && parameters.at(-1)?.fallback) throw stream.error('non-default argument follows default argument');
    parameters.push({ name, fallback });
  }
  stream.expect('operator', ')');
  return parameters;
}

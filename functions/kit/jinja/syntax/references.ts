import { JinjaError } from '../errors.ts';
import type { Expression, Statement } from './ast.ts';
import type { ExpressionStream } from './expression-stream.ts';
import { parseTuple } from './primary.ts';
import { parseName } from './targets.ts';

/** Statements without a body: those that bring in other templates, `do`, `print` and the controls of loops. */
export function parseTemplateStatement(stream: ExpressionStream, tag: string): Statement | undefined {
  const { line } = stream.current;
  switch (tag) {
    case 'extends':
      stream.next();
      return { kind: 'extends', template: stream.expression(), line };
    case 'include':
      return parseInclude(stream);
    case 'import': {
      stream.next();
      const template = stream.expression();
      stream.expect('name', 'as');
      const target = parseName(stream);
      return { kind: 'import', template, target, withContext: parseContext(stream) ?? false, line };
    }
    case 'from':
      return parseFrom(stream);
    case 'do':
      stream.next();
      return { kind: 'do', value: parseTuple(stream), line };
    case 'print':
      return parsePrint(stream);
    case 'break':
    case 'continue':
      stream.next();
      return { kind: tag, line };
    default:
      return undefined;
  }
}

/** `with context` or `without context`; undefined if there is neither. */
function parseContext(stream: ExpressionStream): boolean | undefined {
  if (!stream.isName('with', 'without') || !stream.follows('name', 'context')) return undefined;
  const withContext = stream.next().value === 'with';
  stream.next();
  return withContext;
}

function parseInclude(stream: ExpressionStream): Statement {
  const { line } = stream.next();
  const template = stream.expression();
  const ignoreMissing = stream.isName('ignore') && stream.follows('name', 'missing');
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  return { kind: 'include', template, ignoreMissing, withContext: parseContext(stream) ?? true, line };
}

function parseFrom(stream: ExpressionStream): Statement {
  const { line } = stream.next();
  const template = stream.expression();
  stream.expect('name', 'import');
  const names: { name: string; alias: string }[] = [];
  let withContext = false;
  for (;;) {
    if (names.length > 0) stream.expect('operator', ',');
    const context = parseContext(stream);
    if (context !== undefined) {
      withContext = context;
      break;
    }
    names.push(parseImported(stream));
    const after = parseContext(stream);
    if (after !== undefined) withContext = after;
    if (after !== undefined || !stream.isOperator(',')) break;
  }
  return { kind: 'from', template, names, withContext, line };
}

function parseImported(stream: ExpressionStream): { name: string; alias: string } {
  const { line } = stream.current;
  const name = parseName(stream);
  if (name.startsWith('_')) {
    const located = stream.error('names starting with an underline can not be imported', line, name);
    throw new JinjaError('TemplateAssertionError', located.reason, {
      subject: name,
      ...(located.place && { place: located.place }),
    });
  }
  return { name, alias: stream.skip('name', 'as') ? parseName(stream) : name };
}

function parsePrint(stream: ExpressionStream): Statement {
  const { line } = stream.next();
  const parts: Expression[] = [];
  while (!stream.is('block_end')) {
    if (parts.length > 0) stream.expect('operator', ',');
    parts.push(stream.expression());
  }
  return { kind: 'output', parts, line };
}

import type { CallArguments } from './ast.ts';
import type { ExpressionStream } from './expression-stream.ts';

/** Arguments in parentheses: by position, by name, `*list` and `**dict`, in that order. */
export function parseCallArguments(stream: ExpressionStream): CallArguments {
  const { line } = stream.expect('operator', '(');
  const args: CallArguments = { positional: [], keyword: [], spread: undefined, spreadKeywords: undefined };
  let isFirst = true;
  while (!stream.isOperator(')')) {
    if (!isFirst) stream.expect('operator', ',');
    if (stream.isOperator(')')) break;
    isFirst = false;
    if (!parseArgument(stream, args)) throw stream.error('invalid syntax for function call expression', line);
  }
  stream.expect('operator', ')');
  return args;
}

/** False for an argument that may not stand behind those before it. */
function parseArgument(stream: ExpressionStream, args: CallArguments): boolean {
  if (args.spreadKeywords) return false;
  if (stream.skip('operator', '**')) {
    args.spreadKeywords = stream.expression();
    return true;
  }
  if (stream.is('name') && stream.follows('operator', '=')) {
    const { value: name } = stream.next();
    stream.next();
    if (args.keyword.some((other) => other.name === name)) throw stream.error(`keyword argument repeated: ${name}`);
    args.keyword.push({ name, value: stream.expression() });
    return true;
  }
  if (args.spread) return false;
  if (stream.skip('operator', '*')) {
    args.spread = stream.expression();
    return true;
  }
  if (args.keyword.length > 0) return false;
  args.positional.push(stream.expression());
  return true;
}

import type { Expression, Statement } from './ast.ts';
import { parseBranches, parseFor, parseInner } from './blocks.ts';
import { ExpressionStream } from './expression-stream.ts';
import { tokenize } from './lexer.ts';
import { EXPRESSIONS } from './operators.ts';
import type { SyntaxOptions } from './options.ts';
import { parseTuple } from './primary.ts';
import { parseTemplateStatement } from './references.ts';

/** The tree of a template. Errors are TemplateSyntaxError with line. */
export function parse(source: string, options: SyntaxOptions, template: string | undefined): Statement[] {
  return new Parser(new ExpressionStream(tokenize(source, options, template), template, EXPRESSIONS)).template();
}

/** Statements of a template, and what they need of each other. */
export class Parser {
  readonly stream: ExpressionStream;
  /** Tags that may end the bodies under way, innermost last. */
  readonly #ends: (readonly string[])[] = [];
  readonly #tags: string[] = [];

  constructor(stream: ExpressionStream) {
    this.stream = stream;
  }

  template(): Statement[] {
    return this.#statements([]);
  }

  /** The body of a tag, up to one of the tags that end it; that tag's name is current then. */
  body(ends: readonly string[]): Statement[] {
    const { stream } = this;
    stream.skip('operator', ':');
    stream.expect('block_end');
    this.#ends.push(ends);
    const statements = stream.nested(() => this.#statements(ends));
    if (stream.is('eof')) throw stream.error(this.#lost('Unexpected end of template.'));
    this.#ends.pop();
    return statements;
  }

  /** The body of a tag with one end, which is taken. */
  bodyUpTo(end: string): Statement[] {
    const statements = this.body([end]);
    this.stream.next();
    return statements;
  }

  #statements(ends: readonly string[]): Statement[] {
    const { stream } = this;
    const statements: Statement[] = [];
    let output: { kind: 'output'; parts: (string | Expression)[]; line: number } | undefined;
    const print = (part: string | Expression, line: number) => {
      if (output) output.parts.push(part);
      else output = { kind: 'output', parts: [part], line };
    };
    const flush = () => {
      if (output) statements.push(output);
      output = undefined;
    };
    while (!stream.is('eof')) {
      const { type, value, line } = stream.next();
      if (type === 'data') print(value, line);
      else if (type === 'variable_begin') {
        print(parseTuple(stream), line);
        stream.expect('variable_end');
      } else {
        flush();
        if (stream.isName(...ends)) return statements;
        statements.push(this.#statement());
        stream.expect('block_end');
      }
    }
    flush();
    return statements;
  }

  #statement(): Statement {
    const { stream } = this;
    const { type, value: tag, line } = stream.current;
    if (type !== 'name') throw stream.error('tag name expected', line);
    this.#tags.push(tag);
    const statement = this.#tagged(tag);
    this.#tags.pop();
    return statement;
  }

  #tagged(tag: string): Statement {
    const { stream } = this;
    const { line } = stream.current;
    const statement =
      (tag === 'for' && parseFor(this)) ||
      (tag === 'if' && parseBranches(this)) ||
      parseInner(this, tag) ||
      parseTemplateStatement(stream, tag);
    if (statement) return statement;
    this.#tags.pop();
    throw stream.error(this.#lost(`Encountered unknown tag '${tag}'.`), line, tag);
  }

  #lost(what: string): string {
    const ends = this.#ends.at(-1)?.map((end) => `'${end}'`);
    const looking = ends ? ` Jinja was looking for the following tags: ${ends.join(' or ')}.` : '';
    const tag = this.#tags.at(-1);
    return `${what}${looking}${tag === undefined ? '' : ` The innermost block that needs to be closed is '${tag}'.`}`;
  }
}

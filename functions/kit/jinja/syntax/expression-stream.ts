import type { Expression } from './ast.ts';
import { TokenStream } from './stream.ts';
import type { Token } from './tokens.ts';

/** Parses expressions of each extent from where a stream stands. */
export interface Grammar {
  /** With everything, inline `if` included. */
  expression(stream: ExpressionStream): Expression;
  /** Without inline `if`. */
  unconditional(stream: ExpressionStream): Expression;
}

/**
 * The tokens of a template, and the expressions that they form. Brackets, arguments and tags read what stands inside of
 * them through it, so that their modules need no circle.
 */
export class ExpressionStream extends TokenStream {
  readonly #grammar: Grammar;

  constructor(tokens: readonly Token[], template: string | undefined, grammar: Grammar) {
    super(tokens, template);
    this.#grammar = grammar;
  }

  /** The expression that starts here, inline `if` included. */
  expression(): Expression {
    return this.nested(() => this.#grammar.expression(this));
  }

  /** The expression that starts here, up to an inline `if`. */
  unconditional(): Expression {
    return this.nested(() => this.#grammar.unconditional(this));
  }
}

import { JinjaError } from '../errors.ts';
import { describe, type Token, type TokenType } from './tokens.ts';

/** Expressions or statements that may nest; Python's parser refuses deeper ones too. */
const MAX_NESTING = 80;

/** The tokens of a template, read one after the other. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #template: string | undefined;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], template: string | undefined) {
    this.#tokens = tokens;
    this.#template = template;
  }

  get current(): Token {
    return this.#at(this.#position);
  }

  get following(): Token {
    return this.#at(this.#position + 1);
  }

  /** The current token; the next one becomes current. */
  next(): Token {
    const token = this.current;
    this.#position += 1;
    return token;
  }

  is(type: TokenType, value?: string): boolean {
    return matches(this.current, type, value);
  }

  isOperator(...values: string[]): boolean {
    return this.current.type === 'operator' && values.includes(this.current.value);
  }

  isName(...values: string[]): boolean {
    return this.current.type === 'name' && values.includes(this.current.value);
  }

  follows(type: TokenType, value?: string): boolean {
    return matches(this.following, type, value);
  }

  /** Takes the current token if it is that one. */
  skip(type: TokenType, value?: string): boolean {
    if (!this.is(type, value)) return false;
    this.next();
    return true;
  }

  expect(type: TokenType, value?: string): Token {
    if (this.is(type, value)) return this.next();
    const wanted = describe({ type, value: value ?? type });
    if (this.current.type === 'eof') throw this.error(`unexpected end of template, expected '${wanted}'.`);
    throw this.error(`expected token '${wanted}', got '${describe(this.current)}'`);
  }

  error(reason: string, line = this.current.line, subject?: string): JinjaError {
    const options = { place: { template: this.#template, line }, subject };
    return new JinjaError('TemplateSyntaxError', reason, options);
  }

  /** Parses what is one level deeper. */
  nested<T>(parse: () => T): T {
    if (this.#depth >= MAX_NESTING) {
      const place = { template: this.#template, line: this.current.line };
      throw new JinjaError('BudgetError', `the template nests deeper than ${MAX_NESTING} levels`, { place });
    }
    this.#depth += 1;
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  #at(position: number): Token {
    return this.#tokens[position] ?? { type: 'eof', value: '', line: this.#tokens.at(-1)?.line ?? 1 };
  }
}

const matches = (token: Token, type: TokenType, value?: string) =>
  token.type === type && (value === undefined || token.value === value);

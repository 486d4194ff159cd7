import { JinjaError } from '../errors.ts';
import { charge } from '../meter.ts';
import { isSpace, trimEnd } from '../values/characters.ts';
import type { SyntaxOptions } from './options.ts';
import { type Opening, type Rules, rulesOf } from './rules.ts';
import { readString } from './strings.ts';
import type { Token, TokenType } from './tokens.ts';

const OPENINGS: readonly Opening[] = ['raw', 'comment', 'block', 'variable', 'line_statement', 'line_comment'];

const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{XIDC}\p{L}\p{N}_]+/uy;
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
const IDENTIFIER = /^[\p{XIDS}_]\p{XIDC}*$/u;
const CLOSES: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Splits a template into tokens. Comments and white space inside of tags are gone, strings are resolved. */
export function tokenize(source: string, options: SyntaxOptions, template: string | undefined): Token[] {
  charge(source.length);
  return new Lexer(source, options, template).run();
}

class Lexer {
  readonly #source: string;
  readonly #options: SyntaxOptions;
  readonly #rules: Rules;
  readonly #template: string | undefined;
  readonly #tokens: Token[] = [];
  #position = 0;
  #line = 1;
  #lineStarts = true;

  constructor(source: string, options: SyntaxOptions, template: string | undefined) {
    const lines = source.split(/\r\n|\r|\n/);
    if (!options.keepTrailingNewline && lines.at(-1) === '') lines.pop();
    this.#source = lines.join('\n');
    this.#options = options;
    this.#rules = rulesOf(options);
    this.#template = template;
  }

  run(): Token[] {
    while (this.#position < this.#source.length) this.#data();
    this.#push('eof', '');
    return this.#tokens;
  }

  /** Data up to the next opening, and what that opens. */
  #data(): void {
    const start = this.#position;
    const match = exec(this.#rules.opening, this.#source, start);
    const opening = OPENINGS.find((name) => match?.groups?.[name] !== undefined);
    if (!match || !opening) {
      this.#pushData(this.#source.slice(start));
      this.#position = this.#source.length;
      return;
    }
    const sign = match.groups?.[`${opening}_sign`] ?? '';
    this.#pushStripped(this.#source.slice(start, match.index), sign, opening === 'variable');
    this.#advance(match.index + match[0].length);
    this.#open(opening);
  }

  #open(opening: Opening): void {
    const line = this.#line;
    switch (opening) {
      case 'comment':
        return this.#skipPast(this.#rules.commentEnd, 'Missing end of comment tag');
      case 'line_comment':
        return this.#skipPast(this.#rules.lineEnd, 'Missing end of comment tag');
      case 'raw':
        return this.#raw();
      case 'variable':
        this.#push('variable_begin', '', line);
        return this.#tag('variable_end', this.#rules.variableEnd);
      case 'block':
        this.#push('block_begin', '', line);
        return this.#tag('block_end', this.#rules.blockEnd);
      case 'line_statement':
        this.#push('block_begin', '', line);
        return this.#tag('block_end', this.#rules.lineStatementEnd);
    }
  }

  #raw(): void {
    const start = this.#position;
    // As in Jinja, what is opened at the very end need not be closed.
    if (start >= this.#source.length) return;
    const match = exec(this.#rules.rawEnd, this.#source, start);
    if (!match) throw this.#error('Missing end of raw directive');
    this.#pushStripped(this.#source.slice(start, match.index), match.groups?.sign ?? '', false);
    this.#advance(match.index + match[0].length);
  }

  /** Data with the white space gone that the opening behind it strips. */
  #pushStripped(text: string, sign: string, isVariable: boolean): void {
    let kept = text;
    if (sign === '-') kept = trimEnd(text);
    else if (sign !== '+' && this.#options.lstripBlocks && !isVariable) {
      const lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || this.#lineStarts) && isSpace(text.slice(lineStart))) kept = text.slice(0, lineStart);
    }
    this.#pushData(kept);
    this.#line += newlines(text);
    this.#position += text.length;
  }

  #pushData(text: string): void {
    if (text === '') return;
    const { newline } = this.#options;
    this.#push('data', newline === '\n' ? text : text.replaceAll('\n', newline));
  }

  #skipPast(pattern: RegExp, missing: string): void {
    if (this.#position >= this.#source.length) return;
    const match = exec(pattern, this.#source, this.#position);
    if (!match) throw this.#error(missing);
    this.#advance(match.index + match[0].length);
  }

  /** Tokens up to the end of a tag. */
  #tag(end: TokenType, pattern: RegExp): void {
    const open: string[] = [];
    for (;;) {
      const closing = open.length === 0 ? exec(pattern, this.#source, this.#position) : null;
      if (closing) {
        this.#push(end, '');
        return this.#advance(this.#position + closing[0].length);
      }
      if (this.#position >= this.#source.length) return;
      this.#token(open);
    }
  }

  #token(open: string[]): void {
    const text = (pattern: RegExp) => exec(pattern, this.#source, this.#position)?.[0];
    const space = text(WHITE_SPACE);
    if (space !== undefined) return this.#advance(this.#position + space.length);
    const float = text(FLOAT);
    if (float !== undefined) return this.#take('float', float);
    const integer = text(INTEGER);
    if (integer !== undefined) return this.#take('integer', integer);
    const name = text(NAME);
    if (name !== undefined) {
      if (!IDENTIFIER.test(name)) throw this.#error('Invalid character in identifier');
      return this.#take('name', name);
    }
    const string = text(STRING);
    if (string !== undefined) return this.#string(string);
    const operator = text(OPERATOR);
    if (operator === undefined) {
      throw this.#error(`unexpected char '${this.#source[this.#position]}' at ${this.#position}`);
    }
    this.#balance(operator, open);
    this.#take('operator', operator);
  }

  #string(text: string): void {
    const content = text.slice(1, -1).replaceAll('\n', this.#options.newline);
    const value = readString(content);
    if (value === undefined) throw this.#error('a string has an escape that cannot be read');
    this.#push('string', value);
    this.#advance(this.#position + text.length);
  }

  #balance(operator: string, open: string[]): void {
    const closes = CLOSES[operator];
    if (closes !== undefined) open.push(closes);
    if (!')]}'.includes(operator)) return;
    const expected = open.pop();
    if (expected === undefined) throw this.#error(`unexpected '${operator}'`);
    if (expected !== operator) throw this.#error(`unexpected '${operator}', expected '${expected}'`);
  }

  #take(type: TokenType, text: string): void {
    this.#push(type, text);
    this.#advance(this.#position + text.length);
  }

  #push(type: TokenType, value: string, line = this.#line): void {
    this.#tokens.push({ type, value, line });
  }

  #advance(to: number): void {
    const text = this.#source.slice(this.#position, to);
    this.#line += newlines(text);
    this.#position = to;
    this.#lineStarts = text.endsWith('\n');
  }

  #error(reason: string): JinjaError {
    return new JinjaError('TemplateSyntaxError', reason, { place: { template: this.#template, line: this.#line } });
  }
}

function exec(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function newlines(text: string): number {
  let count = 0;
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) count += 1;
  return count;
}

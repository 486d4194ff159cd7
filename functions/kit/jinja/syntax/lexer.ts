import { JinjaError } from '../errors.ts';
import { charge } from '../meter.ts';
import { isSpace, SPACE, trimEnd } from '../values/characters.ts';
import type { SyntaxOptions } from './options.ts';
import { type Opening, type Rules, rulesOf } from './rules.ts';
import { readString } from './strings.ts';
import type { Token, TokenType } from './tokens.ts';

const OPENINGS: readonly Opening[] = ['raw', 'comment', 'block', 'variable', 'line_statement', 'line_comment'];

const WHITE_SPACE = new RegExp(`[${SPACE}]+`, 'y');
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{XIDC}\p{L}\p{N}_]+/uy;
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y;
/** Tokens in the order in which they are tried. */
const PATTERNS: readonly (readonly [TokenType, RegExp])[] = [
  ['float', FLOAT],
  ['integer', INTEGER],
  ['name', NAME],
  ['string', STRING],
  ['operator', OPERATOR],
];
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
        this.#skipPast(this.#rules.commentEnd, 'Missing end of comment tag');
        break;
      case 'line_comment':
        this.#skipPast(this.#rules.lineEnd, 'Missing end of comment tag');
        break;
      case 'raw':
        this.#raw();
        break;
      case 'variable':
        this.#push('variable_begin', '', line);
        this.#tag('variable_end', this.#rules.variableEnd);
        break;
      case 'block':
        this.#push('block_begin', '', line);
        this.#tag('block_end', this.#rules.blockEnd);
        break;
      case 'line_statement':
        this.#push('block_begin', '', line);
        this.#tag('block_end', this.#rules.lineStatementEnd);
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
        this.#advance(this.#position + closing[0].length);
        return;
      }
      if (this.#position >= this.#source.length) return;
      this.#token(open);
    }
  }

  #token(open: string[]): void {
    const space = this.#text(WHITE_SPACE);
    if (space !== undefined) {
      this.#advance(this.#position + space.length);
      return;
    }
    for (const [type, pattern] of PATTERNS) {
      const text = this.#text(pattern);
      if (text === undefined) continue;
      if (type === 'name' && !IDENTIFIER.test(text)) throw this.#error('Invalid character in identifier');
      if (type === 'operator') this.#balance(text, open);
      if (type === 'string') this.#string(text);
      else this.#push(type, text);
      this.#advance(this.#position + text.length);
      return;
    }
    throw this.#error(`unexpected char '${this.#source[this.#position]}' at ${this.#position}`);
  }

  /** What a pattern matches at the position. */
  #text(pattern: RegExp): string | undefined {
    return exec(pattern, this.#source, this.#position)?.[0];
  }

  #string(text: string): void {
    const content = text.slice(1, -1).replaceAll('\n', this.#options.newline);
    const value = readString(content);
    if (value === undefined) throw this.#error('a string has an escape that cannot be read');
    this.#push('string', value);
  }

  #balance(operator: string, open: string[]): void {
    const closes = CLOSES[operator];
    if (closes !== undefined) open.push(closes);
    if (!')]}'.includes(operator)) return;
    const expected = open.pop();
    if (expected === undefined) throw this.#error(`unexpected '${operator}'`);
    if (expected !== operator) throw this.#error(`unexpected '${operator}', expected '${expected}'`);
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

import { PatternError } from '../errors.ts';

/** Reads a pattern or a replacement item by item: a code point, or a backslash with the code point after it. */
export class Reader {
  readonly text: string;
  /** Index of the next item. */
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next item without taking it; empty at the end. */
  peek(): string {
    const first = this.#codePoint(this.position);
    if (first !== '\\') return first;
    const second = this.#codePoint(this.position + 1);
    if (second === '') throw this.error('A backslash at the end escapes nothing', this.position);
    return first + second;
  }

  /** The next item; empty at the end. */
  take(): string {
    const item = this.peek();
    this.position += item.length;
    return item;
  }

  /** Takes the next item if it is this one. */
  takeIf(item: string): boolean {
    if (this.peek() !== item) return false;
    this.position += item.length;
    return true;
  }

  /** Takes up to `most` characters that the pattern matches. */
  takeWhile(character: RegExp, most: number): string {
    const from = this.position;
    while (this.position - from < most && character.test(this.text.charAt(this.position))) this.position += 1;
    return this.text.slice(from, this.position);
  }

  /** The text up to the terminator, which is taken too. */
  takeUntil(terminator: string, what: string): string {
    const from = this.position;
    const end = this.text.indexOf(terminator, from);
    if (end < 0) throw this.error(`"${terminator}" is missing after ${what}`, from);
    if (end === from) throw this.error(`${what} is missing`, from);
    this.position = end + 1;
    return this.text.slice(from, end);
  }

  error(reason: string, position: number): PatternError {
    return new PatternError(reason, this.text, position);
  }

  #codePoint(index: number): string {
    const code = this.text.codePointAt(index);
    return code === undefined ? '' : String.fromCodePoint(code);
  }
}

import { valueError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { lengthOf, linesOf, sliceText } from '../values/characters.ts';

export interface WrapOptions {
  readonly width: number;
  readonly breaksWords: boolean;
  readonly onHyphens: boolean;
  /** What stands between the lines. */
  readonly joint: string;
}

/** Lines of at most a width each; lines that are there stay apart. The rules are those of Python's `textwrap`. */
export function wordWrap(text: string, options: WrapOptions): string {
  const lines = linesOf(text).map((line) => wrapLine(line, options).join(options.joint));
  return charged(lines.join(options.joint));
}

const SPACES = '\\t\\n\\x0b\\x0c\\r ';
const WORD = '[\\p{L}\\p{N}_!"\'&.,?]';
const LETTER = '[\\p{L}_]';

/** Words, white space between them, and parts of words that end in a hyphen. */
const HYPHENATED = new RegExp(
  `[${SPACES}]+|(?<=${WORD})-{2,}(?=[\\p{L}\\p{N}_])|[^${SPACES}]+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=[${SPACES}]|$)|(?<=${WORD})(?=-{2,}[\\p{L}\\p{N}_]))`,
  'gu',
);
const SIMPLE = new RegExp(`[${SPACES}]+|[^${SPACES}]+`, 'gu');

function wrapLine(line: string, { width, breaksWords, onHyphens }: WrapOptions): string[] {
  if (width <= 0) throw valueError(`invalid width ${width} (must be > 0)`);
  charge(line.length);
  const chunks = (line.match(onHyphens ? HYPHENATED : SIMPLE) ?? []).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    charge(1);
    if (isBlank(chunks.at(-1)) && lines.length > 0) chunks.pop();
    const current = takeLine(chunks, { width, breaksWords, onHyphens });
    if (current.length > 0 && isBlank(current.at(-1))) current.pop();
    if (current.length > 0) lines.push(current.join(''));
  }
  return lines;
}

const isBlank = (chunk: string | undefined) => chunk !== undefined && chunk.trim() === '';

/** Takes chunks from the end of the list that fit into one line. */
function takeLine(chunks: string[], options: Omit<WrapOptions, 'joint'>): string[] {
  const { width } = options;
  const current: string[] = [];
  let length = 0;
  for (let chunk = chunks.at(-1); chunk !== undefined; chunk = chunks.at(-1)) {
    if (length + lengthOf(chunk) > width) break;
    length += lengthOf(chunk);
    current.push(chunk);
    chunks.pop();
  }
  const next = chunks.at(-1);
  if (next !== undefined && lengthOf(next) > width) takeLongWord(chunks, current, width - length, options);
  return current;
}

/** A word that is longer than a line is broken, or has a line of its own. */
function takeLongWord(chunks: string[], current: string[], left: number, options: Omit<WrapOptions, 'joint'>): void {
  const word = chunks.at(-1) ?? '';
  if (!options.breaksWords) {
    if (current.length === 0) {
      current.push(word);
      chunks.pop();
    }
    return;
  }
  const room = options.width < 1 ? 1 : left;
  charge(word.length >> 3);
  let end = room;
  if (options.onHyphens && lengthOf(word) > room) {
    const hyphen = sliceText(word, 0, room).lastIndexOf('-');
    if (hyphen > 0 && /[^-]/.test(word.slice(0, hyphen))) end = lengthOf(word.slice(0, hyphen)) + 1;
  }
  current.push(sliceText(word, 0, end));
  chunks[chunks.length - 1] = sliceText(word, end);
}

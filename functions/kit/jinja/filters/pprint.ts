import { isKind } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { lengthOf } from '../values/characters.ts';
import { ordered } from '../values/compare.ts';
import { PyDict } from '../values/dict.ts';
import { PyList, PyTuple } from '../values/sequences.ts';
import { repr } from '../values/text.ts';
import { typeName, type Value } from '../values/value.ts';

/** Characters of a line, as in Python's `pprint`. */
const WIDTH = 80;

/** `pprint.pformat(value)`: containers over several lines if one is too short, keys in order. */
export function prettyPrint(value: Value): string {
  const out: string[] = [];
  new Printer(out).print(value, { indent: 0, allowance: 0 });
  return charged(out.join(''));
}

interface Room {
  /** Column at which the value starts. */
  readonly indent: number;
  /** Characters that will stand behind it. */
  readonly allowance: number;
}

class Printer {
  readonly #out: string[];

  constructor(out: string[]) {
    this.#out = out;
  }

  print(value: Value, { indent, allowance }: Room): void {
    charge(1);
    const text = compact(value);
    if (lengthOf(text) <= WIDTH - indent - allowance || !this.#spread(value, { indent, allowance }))
      this.#out.push(text);
  }

  /** Prints a value over several lines; false for one that cannot be. */
  #spread(value: Value, room: Room): boolean {
    if (value instanceof PyDict) return this.#dict(value, room);
    if (value instanceof PyList) return this.#items(value.items, room, '[', ']');
    if (value instanceof PyTuple) return this.#items(value.items, room, '(', value.items.length === 1 ? ',)' : ')');
    if (typeof value === 'string') return this.#text(value, room);
    return false;
  }

  #dict(dict: PyDict, { indent, allowance }: Room): boolean {
    const entries = sortedEntries(dict);
    this.#out.push('{');
    const inside = indent + 1;
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) this.#out.push(`,\n${' '.repeat(inside)}`);
      const shown = `${compact(key)}: `;
      this.#out.push(shown);
      const isLast = index === entries.length - 1;
      this.print(value, { indent: inside + lengthOf(shown), allowance: isLast ? allowance + 1 : 1 });
    }
    this.#out.push('}');
    return true;
  }

  #items(items: readonly Value[], { indent, allowance }: Room, opening: string, closing: string): boolean {
    this.#out.push(opening);
    const inside = indent + 1;
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#out.push(`,\n${' '.repeat(inside)}`);
      const isLast = index === items.length - 1;
      this.print(item, { indent: inside, allowance: isLast ? allowance + closing.length : 1 });
    }
    this.#out.push(closing);
    return true;
  }

  /** A text in pieces, one a line. */
  #text(text: string, { indent, allowance }: Room): boolean {
    const lines = text.match(/[^\n]*\n|[^\n]+/g) ?? [];
    const outer = indent + (indent === 0 ? 1 : 0);
    const room = allowance + (indent === 0 ? 1 : 0);
    const pieces = lines.flatMap((line, index) => {
      const width = WIDTH - outer;
      const isLast = index === lines.length - 1;
      return lengthOf(repr(line)) <= width - (isLast ? room : 0)
        ? [repr(line)]
        : wordsOf(line, width, isLast ? room : 0);
    });
    if (pieces.length <= 1) {
      for (const piece of pieces) this.#out.push(piece);
      return true;
    }
    const [open, close] = indent === 0 ? ['(', ')'] : ['', ''];
    this.#out.push(open + pieces.join(`\n${' '.repeat(outer)}`) + close);
    return true;
  }
}

/** Pieces of a line that end behind white space. */
function wordsOf(line: string, width: number, allowance: number): string[] {
  const words = line.match(/\S*\s*/g)?.filter((word) => word !== '') ?? [];
  const pieces: string[] = [];
  let current = '';
  for (const [index, word] of words.entries()) {
    charge(1 + (current.length >> 3));
    const limit = width - (index === words.length - 1 ? allowance : 0);
    if (lengthOf(repr(current + word)) > limit) {
      if (current !== '') pieces.push(repr(current));
      current = word;
    } else current += word;
  }
  if (current !== '') pieces.push(repr(current));
  return pieces;
}

/** One line, with the keys of dicts in order. */
function compact(value: Value): string {
  charge(1);
  if (value instanceof PyDict) {
    return charged(
      `{${sortedEntries(value)
        .map(([key, item]) => `${compact(key)}: ${compact(item)}`)
        .join(', ')}}`,
    );
  }
  if (value instanceof PyList) return charged(`[${value.items.map(compact).join(', ')}]`);
  if (value instanceof PyTuple) {
    return charged(`(${value.items.map(compact).join(', ')}${value.items.length === 1 ? ',' : ''})`);
  }
  return repr(value);
}

function sortedEntries(dict: PyDict): (readonly [Value, Value])[] {
  return [...dict.entries()].sort(([a], [b]) => (before(a, b) ? -1 : before(b, a) ? 1 : 0));
}

/** Whether a key comes before another; keys that cannot be compared are in the order of their types' names. */
function before(a: Value, b: Value): boolean {
  charge(1);
  try {
    return ordered(a, '<', b);
  } catch (error) {
    if (!isKind(error, 'TypeError')) throw error;
    return typeName(a) < typeName(b);
  }
}

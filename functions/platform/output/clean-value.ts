import { isTooDeep } from '../../core/json/json-depth.ts';
import { cleanText } from './clean-text.ts';

/** Text literals of JSON, and the colon that makes one a name. */
const LITERALS = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

/**
 * A text as it may leave. If it is JSON, its strings are cleaned as what they stand for: a control character that is
 * written as an escape (`\u001b`) is one again for every reader of the JSON. Numbers and spaces between stay as
 * written. Idempotent.
 */
export function cleanString(text: string): string {
  const value = jsonOf(text);
  if (value === undefined) {
    const plain = cleanText(text);
    // The cleaned text may be JSON, if an invisible mark stood before it.
    return plain === text ? text : cleanString(plain);
  }
  let isRenamed = false;
  const clean = text.replace(LITERALS, (literal, colon: string = '') => {
    const before = JSON.parse(colon === '' ? literal : literal.slice(0, -colon.length)) as string;
    const after = colon === '' ? cleanString(before) : cleanText(before);
    if (after === before) return literal;
    isRenamed ||= colon !== '';
    return JSON.stringify(after) + colon;
  });
  // Two names may have become the same one, and readers take the last.
  return isRenamed && !isTooDeep(text) ? JSON.stringify(cleanValue(value)) : clean;
}

/** What a text that is JSON and may hold something to clean stands for; undefined for any other text. */
function jsonOf(text: string): unknown {
  if (!/^\s*[[{"]/.test(text) || (!text.includes('\\') && cleanText(text) === text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * A JSON value with every string cleaned, names of members included. What needs no cleaning is handed back as it is,
 * so that clean answers cost no copy. Two names that are the same once cleaned both stay: the later one gets a number.
 */
export function cleanValue<T>(value: T): T {
  // The shape stays as it was: strings stay strings, arrays keep their length, objects their number of members.
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanString(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(cleaned);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const members = Object.entries(value).map(([name, member]) => ({
    name,
    clean: cleanText(name),
    before: member as unknown,
    after: cleaned(member),
  }));
  if (members.every(({ name, clean, before, after }) => name === clean && before === after)) return value;
  // Names that were clean keep their name, whatever their position is.
  const taken = new Set(members.filter(({ name, clean }) => name === clean).map(({ name }) => name));
  return Object.fromEntries(
    members.map(({ name, clean, after }) => {
      const free = name === clean ? name : freeName(clean, taken);
      taken.add(free);
      return [free, after];
    }),
  );
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`;
  return free;
}

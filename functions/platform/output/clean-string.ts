import { isTooDeep } from '../../kit/outbound/json-depth.ts';
import { cleanText } from './clean-text.ts';
import { cleanValue } from './clean-value.ts';

/** Text literals of JSON, and the colon that makes one a name. */
const LITERALS = /"(?:[^"\\]|\\.)*"(\s*:)?/gs;

/**
 * A text as it may leave. If it is JSON, its strings are cleaned as what they stand for: a control character that is
 * written as an escape (`\u001b`) is one again for every reader of the JSON. Numbers and spaces between stay as written.
 * Idempotent.
 */
export function cleanString(text: string): string {
  const value = jsonOf(text);
  if (value === undefined) {
    const plain = cleanText(text);
    // What is left may be JSON only now, such as behind a mark that nobody sees.
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

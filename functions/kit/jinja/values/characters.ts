/** Texts as Python counts them: by code point, not by UTF-16 unit. */

const SURROGATE = /[\ud800-\udfff]/;

/** What Python takes for white space, as the inside of a character class. */
export const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING_SPACE = new RegExp(`^[${SPACE}]+`);
const ONLY_SPACE = new RegExp(`^[${SPACE}]+$`);

export const isSpace = (text: string): boolean => ONLY_SPACE.test(text);

/** Whether units and code points are the same. */
const isSimple = (text: string): boolean => !SURROGATE.test(text);

export function lengthOf(text: string): number {
  if (isSimple(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Code points, in an object that can be indexed and sliced. */
export const pointsOf = (text: string): string | string[] => (isSimple(text) ? text : Array.from(text));

export function sliceText(text: string, start: number, end?: number): string {
  const points = pointsOf(text);
  return typeof points === 'string' ? points.slice(start, end) : points.slice(start, end).join('');
}

/** Position in code points of a position in units. */
export const pointIndex = (text: string, unit: number): number => (unit <= 0 ? unit : lengthOf(text.slice(0, unit)));

export function trimStart(text: string, set?: string): string {
  if (set === undefined) return text.replace(LEADING_SPACE, '');
  const characters = new Set(set);
  const points = Array.from(text);
  let start = 0;
  while (start < points.length && characters.has(points[start] ?? '')) start += 1;
  return points.slice(start).join('');
}

export function trimEnd(text: string, set?: string): string {
  const characters = set === undefined ? undefined : new Set(set);
  const points = pointsOf(text);
  let end = points.length;
  while (end > 0) {
    const point = points[end - 1] ?? '';
    if (characters ? !characters.has(point) : !isSpace(point)) break;
    end -= 1;
  }
  return typeof points === 'string' ? points.slice(0, end) : points.slice(0, end).join('');
}

export const trim = (text: string, set?: string): string => trimEnd(trimStart(text, set), set);

/** What ends a line, as the inside of a character class. */
const ENDS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_END = new RegExp(`\\r\\n|[${ENDS}]`, 'g');

/** Lines as `str.splitlines` has them. */
export function linesOf(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepEnds ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

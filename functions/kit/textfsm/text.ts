/** Text as Python's `str` treats it: more characters are white space, and end lines, than in JavaScript. */

const SPACES = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);
const isLineEnd = (unit: number): boolean =>
  (unit >= 0x0a && unit <= 0x0d) ||
  (unit >= 0x1c && unit <= 0x1e) ||
  unit === 0x85 ||
  unit === 0x2028 ||
  unit === 0x2029;

/** `str.splitlines`: a line end at the end of the text begins no further line. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (!isLineEnd(text.charCodeAt(index))) continue;
    lines.push(text.slice(start, index));
    if (text.startsWith('\r\n', index)) index += 1;
    start = index + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** `str.rstrip`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.has(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** `str.lstrip`. */
export function stripStart(text: string): string {
  let start = 0;
  while (start < text.length && SPACES.has(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** Lines of a file that Python reads with universal newlines. */
export const fileLines = (text: string): string[] => text.split(/\r\n|\r|\n/);

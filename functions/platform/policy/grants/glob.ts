/** Characters that end a command or send its output elsewhere; `*` within a command pattern does not span them. */
const SEPARATORS = /[\p{Cc};|&<>`$]/u;

/** Whether a text is what a pattern says, in which `*` stands for any characters, none included. Linear in time. */
export function matchesGlob(text: string, pattern: string): boolean {
  const [head = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return text === pattern;
  if (!text.startsWith(head)) return false;
  let position = head.length;
  const tail = parts.pop() ?? '';
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return text.length - tail.length >= position && text.endsWith(tail);
}

/**
 * Whether a command line is covered by a pattern. Runs of blanks count as one. `*` alone covers everything; a pattern
 * with a wildcard covers no line with more separators than it names itself, so that `show *` is not
 * `show version | redirect flash:x`.
 */
export function matchesCommand(command: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const [line, expected] = [command, pattern].map((text) => text.trim().replace(/[ \t]+/g, ' ')) as [string, string];
  if (!expected.includes('*')) return line === expected;
  // Between two separators of the pattern the wildcard stays within its own piece.
  const [pieces, wanted] = [piecesOf(line), piecesOf(expected)];
  return pieces.length === wanted.length && pieces.every((piece, index) => matchesGlob(piece, wanted[index] ?? ''));
}

/** The line cut at its separators, which stay as pieces of their own. */
function piecesOf(line: string): string[] {
  return line.split(new RegExp(`(${SEPARATORS.source})`, 'u'));
}

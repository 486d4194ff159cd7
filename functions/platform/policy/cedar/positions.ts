/** A place in a text, both counted from 1; the column counts characters as editors do (UTF-16 units). */
export interface Position {
  line: number;
  column: number;
}

/** Line and column of a byte offset, which is how Cedar reports positions. */
export function positionOf(text: string, byteOffset: number): Position {
  const before = Buffer.from(text, 'utf8').subarray(0, byteOffset).toString('utf8');
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

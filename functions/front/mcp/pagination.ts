import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** Entries of one page of a list. Many clients read the first page alone, so what a stage usually has should fit. */
const PAGE_SIZE = 100;

/**
 * One page of a sorted list. The cursor is the key of the last entry seen, so a list that changes between two pages
 * neither repeats nor skips entries that stay.
 *
 * @throws {ProtocolError} -32602 if the cursor is not one of ours
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  cursor: string | undefined,
): { items: T[]; nextCursor?: string } {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return rest.length > PAGE_SIZE && last !== undefined
    ? { items: page, nextCursor: encodeCursor(keyOf(last)) }
    : { items: page };
}

const MARK = 'after:';

function encodeCursor(key: string): string {
  return Buffer.from(MARK + key).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(MARK)) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The cursor is not one that this server gave out.');
  }
  return text.slice(MARK.length);
}

import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { normaliseSymbol, SYMBOL } from '../formats/symbol.ts';

/**
 * `limit` of a list: how many at most.
 * @throws {ManifoldError} E2004 naming the range
 */
export function limitOf(text: string | undefined, { most, usual }: { most: number; usual: number }): number {
  if (text === undefined) return usual;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw wrong('limit', `a whole number from 1 to ${most}`);
}

/** One of some words. @throws {ManifoldError} E2004 naming them */
export function wordOf<Word extends string>(
  text: string,
  { field, words }: { field: string; words: readonly Word[] },
): Word {
  const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
  if (word !== undefined) return word;
  throw wrong(field, `one of ${words.join(', ')}`);
}

/** @throws {ManifoldError} E2004 */
export function symbolOf(text: string): string {
  const symbol = normaliseSymbol(text);
  if (SYMBOL.test(symbol)) return symbol;
  throw wrong('symbol', 'a symbol of a US share or fund such as "VTI" or "BRK.B"');
}

export function wrong(field: string, expectedFormat: string): ManifoldError {
  return new ManifoldError('E2004', `"${field}" is refused: expected ${expectedFormat}.`, {
    details: { field, expectedFormat },
  });
}

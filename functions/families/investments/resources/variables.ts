import { invalidVariable } from '../../../kit/family/list-variables.ts';
import { normaliseSymbol, SYMBOL } from '../formats/symbol.ts';

/** A variable that has to be one of some words, in any letter case. @throws {ManifoldError} E2004 that names them */
export function wordOf<Word extends string>(
  text: string,
  { field, words }: { field: string; words: readonly Word[] },
): Word {
  const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
  if (word !== undefined) return word;
  throw invalidVariable(field, `one of ${words.join(', ')}`);
}

/** A symbol of a share or fund, in any letter case. @throws {ManifoldError} E2004 */
export function symbolOf(text: string): string {
  const symbol = normaliseSymbol(text);
  if (SYMBOL.test(symbol)) return symbol;
  throw invalidVariable('symbol', 'a symbol of a US share or fund such as "VTI" or "BRK.B"');
}

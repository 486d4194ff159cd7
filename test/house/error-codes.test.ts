import { describe, expect, it } from '@jest/globals';
import { repositoryFiles, textOf } from './repository.ts';

/** Forms in which code decides by a list of error codes that it keeps itself. */
const LISTS: readonly RegExp[] = [
  /new Set<ErrorCode>/,
  /Record<ErrorCode,/,
  /\[\s*'E\d{4}'(?:,\s*'E\d{4}')*,?\s*\]\.includes/,
  /startsWith\('E\d/,
  /\/\^?\(?E\(?\[?[\d(][^/\n]*\/\.test/,
  /'E\d{4}'\)?\s*(?:\|\||&&)[^\n]*[!=]== 'E\d{4}'/,
];

const CATALOGUE = 'schemas/errors.ts';
/** Compares with the two codes that its own provider module gives to one refusal of Alpaca. */
const EXCEPTIONS = ['functions/families/investments/tools/cancel-order.ts'];

describe('error codes', () => {
  const files = repositoryFiles().filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('test/'),
  );

  it('are listed to decide by in the error catalogue alone', () => {
    const listing = files
      .filter((path) => path !== CATALOGUE && !EXCEPTIONS.includes(path))
      .filter((path) => LISTS.some((list) => list.test(textOf(path))));
    expect(listing).toEqual([]);
  });

  it('are found where the catalogue and the known exception list them', () => {
    const known = [CATALOGUE, ...EXCEPTIONS].filter((path) => LISTS.some((list) => list.test(textOf(path))));
    expect(known).toEqual([CATALOGUE, ...EXCEPTIONS]);
  });

  it.each([
    "const AWAY = new Set<ErrorCode>(['E4001']);",
    'const CODES: Partial<Record<ErrorCode, number>> = {};',
    "if (['E4001', 'E4002'].includes(code)) return;",
    "const failed = code.startsWith('E5');",
    'return /^E[45]/.test(code);',
    'const caller = /^E(1|2|3001)/.test(code);',
    "return code === 'E4001' || code === 'E4002';",
  ])('are recognised as a list in %s', (line) => {
    expect(LISTS.some((list) => list.test(line))).toBe(true);
  });
});

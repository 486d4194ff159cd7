import { describe, expect, it } from '@jest/globals';
import { loadManifests } from '../../lib/families.ts';
import { ERROR_CATALOGUE, ErrorCode } from '../../schemas/errors.ts';
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

/** Advice to send the same call again. */
const ADVICE = /\b(?:try again|retry (?:later|in)|again (?:later|in a ))/i;
/** A failure whose own table says that it may be retried. */
const RETRIED = ['The provider failed to handle the request. Try again later.'];
/** An error in code, or a row of a table of failures: its code, its message, and what follows them. */
const ERRORS =
  /(?:new ManifoldError\(|\bcode:|\brefuse\()\s*'(E\d{4})',\s*(?:message:\s*)?(['`"])((?:(?!\2)[\s\S])*)\2([\s\S]{0,120})/g;

describe('the advice to try again', () => {
  const advising = repositoryFiles()
    .filter((path) => path.startsWith('functions/') && path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) =>
      [...textOf(path).matchAll(ERRORS)]
        .filter(([, , , message = '']) => ADVICE.test(message))
        .map(([, code = '', , message = '', after = '']) => ({ at: `${path}: ${code} ${message}`, code, after })),
    );

  it('stands in no error that says of itself that a retry does not help', () => {
    const contradictory = advising.filter(
      ({ code, after }) => !ERROR_CATALOGUE[ErrorCode.parse(code)].retryable && !/^[^;]*retryable/.test(after),
    );
    expect(advising.length).toBeGreaterThan(20);
    expect(contradictory.map(({ at }) => at)).toEqual([]);
  });

  it('stands in no documented failure of a shipped tool whose code a retry does not change', async () => {
    const manifests = await loadManifests();
    const mappings = manifests.flatMap(({ tools }) => tools.flatMap((tool) => tool.errorMappings));
    const contradictory = mappings.filter(
      ({ code, message }) => ADVICE.test(message) && !ERROR_CATALOGUE[code].retryable && !RETRIED.includes(message),
    );
    expect(mappings.length).toBeGreaterThan(50);
    expect(contradictory.map(({ message }) => message)).toEqual([]);
  });
});

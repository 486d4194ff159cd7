/**
 * Currencies and the digits of their minor units, as in ISO 4217. Most currencies have two digits; the others are listed
 * here. The digits in the runtime's language data (CLDR) follow the coins in use and differ from ISO 4217, so that data
 * decides only whether a code exists.
 */
import { ManifoldError } from '../errors/manifold-error.ts';
import { didYouMean } from '../errors/suggest.ts';

const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...NO_DIGITS.map((code) => [code, 0] as const),
  ...THREE_DIGITS.map((code) => [code, 3] as const),
]);

const KNOWN: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...DIGITS.keys()]);

/**
 * The code of a currency in capitals.
 *
 * @throws {ManifoldError} E2004 if there is no such currency
 */
export function currencyCode(text: string, field = 'currency'): string {
  const code = text.trim().toUpperCase();
  if (KNOWN.has(code)) return code;
  const suggestion = didYouMean(code, [...KNOWN]);
  throw new ManifoldError('E2004', `"${field}" is not a known currency.`, {
    details: {
      field,
      expectedFormat: 'a code of three letters as in ISO 4217, such as USD, EUR, JPY',
      suggestion: suggestion && `Did you mean "${suggestion}"?`,
    },
  });
}

/** How many decimals an amount of the currency may have: 2 for USD, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return DIGITS.get(currency.toUpperCase()) ?? 2;
}

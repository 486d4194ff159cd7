/**
 * Currencies and the digits of their minor units, as ISO 4217 lists them. Two digits are the rule; the others are
 * listed here. What the platform's own language data (CLDR) says differs where coins went out of use, so it decides
 * only whether a code is a currency at all.
 */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { didYouMean } from '../../core/errors/suggest.ts';

const NO_DIGITS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const THREE_DIGITS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...NO_DIGITS.map((code) => [code, 0] as const),
  ...THREE_DIGITS.map((code) => [code, 3] as const),
]);

const KNOWN: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...DIGITS.keys()]);

/**
 * The currency's code in capitals.
 * @throws {ManifoldError} E2004 where ISO 4217 has no such code
 */
export function currencyCode(text: string, field = 'currency'): string {
  const code = text.trim().toUpperCase();
  if (KNOWN.has(code)) return code;
  const suggestion = didYouMean(code, [...KNOWN]);
  throw new ManifoldError('E2004', `"${field}" is not a currency.`, {
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

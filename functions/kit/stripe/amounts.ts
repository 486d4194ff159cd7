/**
 * Amounts in Stripe's minor units, which are those of ISO 4217 except for a few currencies
 * (docs.stripe.com/currencies, "Minor units in API amounts" and "Special cases").
 */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { minorDigits } from '../../core/money/currencies.ts';
import { decimalOf, formatMoney, type Money } from '../../core/money/money.ts';

/** Digits of Stripe's minor unit for the currencies in which they differ from ISO 4217. */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

const factorOf = (currency: string): number =>
  10 ** ((STRIPE_DIGITS[currency] ?? minorDigits(currency)) - minorDigits(currency));

/**
 * The amount and currency of a request to Stripe.
 * @throws {ManifoldError} E2004 with the nearest amount, if Stripe cannot charge this one
 */
export function toStripe(money: Money, field = 'amount'): { amount: number; currency: string } {
  const { minor, currency } = money;
  const step = stepOf(currency);
  if (minor % step !== 0) {
    const nearest = { minor: Math.max(step, Math.round(minor / step) * step), currency };
    throw new ManifoldError(
      'E2004',
      `"${field}" cannot be charged: Stripe charges ${currency} in steps of ${formatMoney({ minor: step, currency })}.`,
      {
        details: {
          field,
          expectedFormat: `a multiple of ${decimalOf({ minor: step, currency })}`,
          suggestion: `The nearest is "${decimalOf(nearest)}".`,
        },
      },
    );
  }
  return { amount: Math.round(minor * factorOf(currency)), currency: currency.toLowerCase() };
}

/** The amount of an answer of Stripe. */
export function fromStripe(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { minor: Math.round(amount / factorOf(code)), currency: code };
}

/** The smallest step of an amount in minor units of ISO 4217: with three decimals, Stripe requires the last to be 0. */
function stepOf(currency: string): number {
  if (minorDigits(currency) === 3) return 10;
  const factor = factorOf(currency);
  return factor < 1 ? Math.round(1 / factor) : 1;
}

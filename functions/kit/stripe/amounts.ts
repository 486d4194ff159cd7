/**
 * Amounts as Stripe counts them. It takes minor units as ISO 4217 has them, but for a few currencies
 * (docs.stripe.com/currencies, "Minor units in API amounts" and "Special cases").
 */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { minorDigits } from '../money/currencies.ts';
import { formatMoney, type Money } from '../money/money.ts';

/** Digits of Stripe's minor unit where they are not those of ISO 4217. */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

const factorOf = (currency: string): number =>
  10 ** ((STRIPE_DIGITS[currency] ?? minorDigits(currency)) - minorDigits(currency));

/**
 * The amount and currency of a request.
 * @throws {ManifoldError} E2004 that names the nearest amount, where Stripe cannot charge this one
 */
export function toStripe(money: Money, field = 'amount'): { amount: number; currency: string } {
  const { minor, currency } = money;
  const step = stepOf(currency);
  if (minor % step !== 0) {
    const nearest = { minor: Math.max(step, Math.round(minor / step) * step), currency };
    throw new ManifoldError(
      'E2004',
      `"${field}" cannot be charged: Stripe takes ${currency} in steps of ${formatMoney({ minor: step, currency })}.`,
      {
        details: {
          field,
          expectedFormat: `a multiple of ${formatMoney({ minor: step, currency })}`,
          suggestion: `The nearest is ${formatMoney(nearest)}.`,
        },
      },
    );
  }
  return { amount: Math.round(minor * factorOf(currency)), currency: currency.toLowerCase() };
}

/** The amount of an answer. */
export function fromStripe(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  return { minor: Math.round(amount / factorOf(code)), currency: code };
}

/** The least step of an amount in minor units of ISO 4217: of three decimals, Stripe wants the last one to be 0. */
function stepOf(currency: string): number {
  if (minorDigits(currency) === 3) return 10;
  const factor = factorOf(currency);
  return factor < 1 ? Math.round(1 / factor) : 1;
}

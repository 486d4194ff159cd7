/**
 * The least and the largest amount that Stripe charges a card (docs.stripe.com/currencies, "Minimum and maximum charge
 * amounts"). An account that settles in another currency has to reach the least amount of that one; Stripe refuses that.
 */
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { currencyCode } from '../../core/money/currencies.ts';
import { decimalOf, type Money } from '../../core/money/money.ts';
import { toStripe } from './amounts.ts';

/** In minor units. */
const LEAST: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'USD ARS AUD BRL CAD CHF COP EUR IDR ILS INR NZD PHP RUB SGD ZAR'.split(' ').map((code) => [code, 50]),
  ),
  ...{ AED: 200, CZK: 1500, DKK: 250, GBP: 30, HKD: 400, HUF: 17_500, JPY: 50, KRW: 50, MXN: 1000, MYR: 200 },
  ...{ NOK: 300, PLN: 200, RON: 200, SEK: 300, THB: 1000 },
};

/** Digits of an amount: American Express has fewer than other cards. */
const MOST = { amex: 999_999_999, other: 999_999_999_999 };

/**
 * Refuses an amount that Stripe cannot charge, before a person is asked to confirm it.
 *
 * @param brand of the card, once it is known
 * @throws {ManifoldError} E2004 with the limit
 */
export function refuseUnchargeable(money: Money, { field = 'amount', brand }: { field?: string; brand?: string } = {}) {
  const currency = currencyCode(money.currency);
  const limit = (minor: number) => decimalOf({ minor, currency });
  const refuse = (fault: string, expectedFormat: string) =>
    new ManifoldError('E2004', `"${field}" is ${fault} than Stripe charges.`, { details: { field, expectedFormat } });
  const least = LEAST[currency] ?? 1;
  if (money.minor < least) throw refuse('less', `at least ${limit(least)} ${currency}`);
  const most = brand === 'amex' ? MOST.amex : MOST.other;
  if (toStripe(money, field).amount > most) throw refuse('more', `at most ${limit(most)} ${currency}`);
}

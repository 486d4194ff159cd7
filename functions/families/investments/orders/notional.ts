import { decimalOf, type Money, readMoney } from '../../../core/money/money.ts';
import type { OrderInput } from './order-input.ts';

/** The argument that holds the value of an order, for policies and audit. */
export const NOTIONAL = { notional: { currency: 'USD' } };

/** The value of an order by US dollars; undefined if it is by shares. @throws {ManifoldError} E2004 that names the field */
export function notionalOf({ notional: amount, notional_minor: minor }: OrderInput): Money | undefined {
  if (amount === undefined && minor === undefined) return undefined;
  return readMoney({ amount, minor, currency: 'USD' }, 'notional');
}

/** The same as Alpaca takes it. */
export function notionalText(order: OrderInput): string | undefined {
  const money = notionalOf(order);
  return money && decimalOf(money);
}

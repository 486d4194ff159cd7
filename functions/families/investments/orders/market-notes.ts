/** An order compared with the market, before a person is asked to confirm it. */

import { ERROR_MEANINGS } from '../../../../schemas/errors.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { grouped } from '../../../core/money/decimal-text.ts';
import { compareDecimals, decimalsOf, over, scaled, times, unscaled } from '../formats/decimal-field.ts';
import type { BrokerCall } from '../provider/ask.ts';
import { nextOpen, refuseUntradable } from '../provider/market.ts';
import { lastPrice } from '../provider/prices.ts';
import type { OrderInput } from './order-input.ts';

/** A limit that is so many times the last price, or so small a part of it, is worth a sentence. */
const FAR = '1.5';

/**
 * What a person should know of the market: whether it is closed, the last price, the value of the order, and a limit that
 * is far from the price. It is only informative, so it is left out if Alpaca does not answer.
 *
 * @throws {ManifoldError} E4007 or E2004 for a share that is not traded now, E2004 for a stop on the wrong side
 */
export async function marketNotes(order: OrderInput, call: BrokerCall): Promise<string> {
  const isPart = order.quantity === undefined || decimalsOf(order.quantity) > 0;
  const [, price, opens] = await Promise.all([
    unlessAway(refuseUntradable(call, order.symbol, { isPart })),
    unlessAway(lastPrice(call, order.symbol)),
    unlessAway(nextOpen(call)),
  ]);
  if (price !== undefined) refuseWrongSide(order, price);
  return [closedNote(order, opens), price === undefined ? '' : priceNote(order, price)].filter(Boolean).join(' ');
}

/** The result, or undefined if the provider failed, which says nothing about the order. */
async function unlessAway<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof ManifoldError && ERROR_MEANINGS[thrown.code].fault !== 'none') return undefined;
    throw thrown;
  }
}

function closedNote({ extended_hours: extended, time_in_force: time }: OrderInput, opens: Date | undefined): string {
  if (opens === undefined) return '';
  const until = `The market is closed until ${opens.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (time === 'ioc' || time === 'fok') return `${until}, so an order for at once is cancelled.`;
  return extended ? `${until}, apart from the hours before and after it.` : `${until}, and the order waits for it.`;
}

function priceNote(order: OrderInput, price: string): string {
  const last = `the last price, ${grouped(price)} USD a share`;
  const { limit_price: limit, quantity } = order;
  if (limit !== undefined) {
    const ratio = over(scaled(limit), scaled(price));
    const isFar = ratio >= scaled(FAR) || ratio <= over(scaled('1'), scaled(FAR));
    return isFar ? `CHECK THE LIMIT: it is ${unscaled(ratio, 2)} times ${last}.` : `The limit compares with ${last}.`;
  }
  if (quantity === undefined) return `It compares with ${last}.`;
  return `At the last price that is ${grouped(unscaled(times(scaled(price), scaled(quantity)), 2))} USD (${grouped(price)} USD a share).`;
}

/** @throws {ManifoldError} E2004 if the price has reached the stop already, so that it would be executed at once */
function refuseWrongSide({ side, stop_price: stop }: OrderInput, price: string): void {
  if (stop === undefined) return;
  const difference = compareDecimals(stop, price);
  if (side === 'buy' ? difference > 0 : difference < 0) return;
  const right = side === 'buy' ? 'above' : 'below';
  throw new ManifoldError('E2004', `"stop_price" is refused: a stop to ${side} waits ${right} the market price.`, {
    details: { field: 'stop_price', expectedFormat: `${right} the last price, "${price}"` },
  });
}

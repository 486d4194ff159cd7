import type { trading } from '@alpacahq/alpaca-trade-api/rest';
import * as z from 'zod';
import type { Mode } from './account.ts';

/** An order, as tools and resources return it: decimals are text, times ISO 8601 in UTC. */
export const OrderFacts = z.object({
  order_id: z.string(),
  client_order_id: z
    .string()
    .describe('Id that Alpaca was given for the order; the same for each execution of a call.'),
  symbol: z.string(),
  side: z.string(),
  order_type: z.string(),
  time_in_force: z.string(),
  quantity: z.string().nullable().describe('Number of shares; null if the order is by notional.'),
  notional: z.string().nullable().describe('US dollars; null if the order is by quantity.'),
  limit_price: z.string().nullable(),
  stop_price: z.string().nullable(),
  trail_price: z.string().nullable(),
  trail_percent: z.string().nullable(),
  extended_hours: z.boolean(),
  status: z
    .string()
    .describe('Status at Alpaca: new, accepted, partially_filled, filled, canceled, expired, rejected, …'),
  filled_quantity: z.string(),
  filled_average_price: z.string().nullable().describe('US dollars a share.'),
  submitted_at: z.string().nullable(),
  filled_at: z.string().nullable(),
  canceled_at: z.string().nullable(),
});
export type OrderFacts = z.infer<typeof OrderFacts>;

export const ModeField = z.enum(['paper', 'live']).describe("live: real money. paper: Alpaca's simulation.");

export function orderFacts(order: trading.Order): OrderFacts {
  return {
    order_id: order.id ?? '',
    client_order_id: order.clientOrderId ?? '',
    symbol: order.symbol ?? '',
    side: order.side ?? '',
    order_type: order.type,
    time_in_force: order.timeInForce,
    quantity: order.qty ?? null,
    notional: order.notional ?? null,
    limit_price: order.limitPrice ?? null,
    stop_price: order.stopPrice ?? null,
    trail_price: order.trailPrice ?? null,
    trail_percent: order.trailPercent ?? null,
    extended_hours: order.extendedHours ?? false,
    status: order.status ?? 'accepted',
    filled_quantity: order.filledQty ?? '0',
    filled_average_price: order.filledAvgPrice ?? null,
    submitted_at: timeOf(order.submittedAt),
    filled_at: timeOf(order.filledAt),
    canceled_at: timeOf(order.canceledAt),
  };
}

export const withMode = <Facts extends object>(facts: Facts, mode: Mode): Facts & { mode: Mode } => ({
  ...facts,
  mode,
});

const timeOf = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

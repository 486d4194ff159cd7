import * as z from 'zod';
import { AmountInput, MinorInput } from '../../../kit/money/amount-input.ts';
import { decimalField } from '../formats/decimal-field.ts';
import { SymbolField, UserField } from '../formats/symbol.ts';

export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'] as const;
export type OrderKind = (typeof ORDER_TYPES)[number];
export const TIMES_IN_FORCE = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** The arguments of an order. order-rules.ts says which of them can be combined. */
export const OrderInput = z.object({
  user_id: UserField,
  symbol: SymbolField,
  side: z.enum(['buy', 'sell']).describe('Direction.'),
  quantity: decimalField({
    description: 'Shares, or notional. Fractions only as day orders.',
    example: '1.5',
  }).optional(),
  notional: AmountInput.optional().meta({
    description: 'US dollars, or quantity. Only for market and limit orders for the day.',
    examples: ['100.00'],
  }),
  notional_minor: MinorInput.optional(),
  order_type: z.enum(ORDER_TYPES).default('market').describe('Type of the order.'),
  time_in_force: z.enum(TIMES_IN_FORCE).default('day').meta({
    description:
      'gtc: until cancelled; opg, cls: in the opening or closing auction; ioc, fok: at once, in part or only whole.',
  }),
  limit_price: decimalField({
    description: 'US dollars a share, for limit and stop_limit.',
    example: '250.10',
  }).optional(),
  stop_price: decimalField({
    description: 'US dollars a share; for stop and stop_limit.',
    example: '240.00',
  }).optional(),
  trail_price: decimalField({
    description: 'Distance from the best price, US dollars a share; for trailing_stop.',
    example: '5.00',
  }).optional(),
  trail_percent: decimalField({
    description: 'Distance from the best price, percent; for trailing_stop.',
    example: '2.5',
  }).optional(),
  extended_hours: z.boolean().default(false).meta({
    description: 'Also before and after regular hours; only limit orders for day or gtc.',
  }),
});
export type OrderInput = z.output<typeof OrderInput>;

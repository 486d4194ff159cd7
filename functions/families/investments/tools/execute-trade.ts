import type { trading } from '@alpacahq/alpaca-trade-api/rest';
import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import type { Call } from '../../../kit/tool/call.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { notFoundYet } from '../../../kit/tool/not-found-yet.ts';
import { NO_RETRY } from '../../../kit/tool/retry.ts';
import { SYMBOL_FORM } from '../formats/symbol.ts';
import { describeOrder } from '../orders/describe-order.ts';
import { marketNotes } from '../orders/market-notes.ts';
import { NOTIONAL, notionalText } from '../orders/notional.ts';
import { OrderInput } from '../orders/order-input.ts';
import { checkOrder } from '../orders/order-rules.ts';
import { accountOf, refuseLive, refuseWithoutLiveScope } from '../provider/account.ts';
import type { Answered } from '../provider/ask.ts';
import { ALPACA_FAILURES } from '../provider/failures.ts';
import { ModeField, OrderFacts, orderFacts } from '../provider/order-facts.ts';
import { clientOrderId, orderKeyOf, ownerOf } from '../provider/order-id.ts';
import { findByClientId, type NewOrder, placeOrder } from '../provider/orders.ts';
import { POSITION, RETRY_SECONDS, TRADE_RATE, TRADE_SCOPE, TRADES_EACH_TIME } from '../tool-traits.ts';

function newOrder(order: OrderInput, id: string): NewOrder {
  return {
    symbol: order.symbol,
    side: order.side,
    type: order.order_type,
    timeInForce: order.time_in_force,
    qty: order.quantity,
    notional: notionalText(order),
    limitPrice: order.limit_price,
    stopPrice: order.stop_price,
    trailPrice: order.trail_price,
    trailPercent: order.trail_percent,
    extendedHours: order.extended_hours || undefined,
    clientOrderId: id,
  };
}

const answerOf = ({ data, mode, meta }: Answered<trading.Order>, call: Call) => ({
  data: { ...orderFacts(data), idempotency_key: call.context.idempotencyKey ?? null, mode },
  meta,
});

export default defineTool({
  name: 'execute_trade',
  version: '1.1.0',
  title: 'Buy or sell shares',
  description:
    'Orders US shares or funds at Alpaca: market, limit, stop, stop-limit or trailing stop, by shares or by US dollars. On a paper account no real money moves. investments://me/orders says whether the order is filled.',
  category: 'investments',
  subcategory: 'trading',
  tags: ['money', 'alpaca', 'stocks'],
  examples: [
    { title: 'For 100 dollars, at the market', arguments: { symbol: 'VTI', side: 'buy', notional: '100.00' } },
    {
      title: 'Two shares with a limit, until cancelled',
      arguments: {
        symbol: 'AAPL',
        side: 'buy',
        quantity: '2',
        order_type: 'limit',
        limit_price: '200.50',
        time_in_force: 'gtc',
      },
    },
  ],
  input: OrderInput,
  output: OrderFacts.extend({
    idempotency_key: z
      .string()
      .nullable()
      .describe('Idempotency key of the call: a retry with it places no second order.'),
    mode: ModeField,
  }),
  annotations: TRADES_EACH_TIME,
  movesMoney: true,
  retry: NO_RETRY,
  rateLimit: TRADE_RATE,
  requiredScopes: TRADE_SCOPE,
  errorMappings: ALPACA_FAILURES,
  auditFields: {
    user_id: 'person',
    symbol: SYMBOL_FORM,
    side: 'closed',
    quantity: AUDIT_FORMS.amount,
    notional: AUDIT_FORMS.amount,
    order_type: 'closed',
    time_in_force: 'closed',
    limit_price: AUDIT_FORMS.amount,
    stop_price: AUDIT_FORMS.amount,
    extended_hours: 'closed',
  },
  amountFields: NOTIONAL,
  reissueWindowSeconds: RETRY_SECONDS,
  subject: POSITION,
  checkWith: 'investments://me/orders',
  validate: checkOrder,
  async effect(order, call) {
    const { mode } = await accountOf(call);
    refuseWithoutLiveScope(call, mode);
    return [describeOrder(order, { mode }), await marketNotes(order, call)].filter(Boolean).join(' ');
  },
  async execute(order, call) {
    const { mode } = await accountOf(call);
    refuseLive(call, mode);
    const id = clientOrderId(call, { owner: ownerOf(call, order.user_id), key: orderKeyOf(call) });
    return answerOf(await placeOrder(call, newOrder(order, id)), call);
  },
  async lookUp(order, call) {
    const id = clientOrderId(call, { owner: ownerOf(call, order.user_id), key: orderKeyOf(call) });
    const found = await findByClientId(call, id);
    return found ? { state: 'found', answer: answerOf(found, call) } : notFoundYet(call);
  },
});

import * as z from 'zod';
import { AUDIT_FORMS } from '../../../../schemas/audit-field.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { grouped } from '../../../core/money/decimal-text.ts';
import { defineTool } from '../../../kit/tool/define-tool.ts';
import { UserField } from '../formats/symbol.ts';
import { refuseLive, refuseWithoutLiveScope } from '../provider/account.ts';
import { ask, ORDER } from '../provider/ask.ts';
import { ALPACA_FAILURES } from '../provider/failures.ts';
import { ModeField, orderFacts } from '../provider/order-facts.ts';
import { ORDER_ID, ownerOf } from '../provider/order-id.ts';
import { findOwnOrder } from '../provider/orders.ts';
import { CANCELS, POSITION, TRADE_RATE, TRADE_SCOPE } from '../tool-traits.ts';

/** States of an order that is cancelled or about to be. */
const CANCELLED = ['canceled', 'pending_cancel'];
/** States that an order never leaves. An order that is `done_for_day` is traded again on the next day. */
const OVER = ['filled', 'expired', 'rejected', 'replaced', 'calculated'];

export default defineTool({
  name: 'cancel_order',
  version: '1.0.0',
  title: 'Cancel an order',
  description:
    'Cancels one of your orders that is not completely filled. Shares that were traded before stay traded. investments://me/orders lists your orders with their ids.',
  category: 'investments',
  subcategory: 'trading',
  tags: ['alpaca', 'stocks'],
  examples: [{ title: 'By its id', arguments: { order_id: '00000000-0000-4000-8000-000000000000' } }],
  input: z.object({
    user_id: UserField,
    order_id: z
      .string()
      .max(64)
      .meta({
        description: 'Id of the order, from the answer of execute_trade.',
        examples: ['00000000-0000-4000-8000-000000000000'],
      })
      .transform((text, context) => {
        const id = text.trim().toLowerCase();
        if (ORDER_ID.test(id)) return id;
        context.addIssue({ code: 'custom', message: 'expected the id of an order, a UUID of 36 characters' });
        return z.NEVER;
      }),
  }),
  output: z.object({
    order_id: z.string(),
    status: z.string().describe('canceled, or pending_cancel until the exchange agrees.'),
    symbol: z.string(),
    filled_quantity: z.string().describe('Number of shares that were traded before the cancellation.'),
    mode: ModeField,
  }),
  annotations: CANCELS,
  rateLimit: TRADE_RATE,
  subject: POSITION,
  requiredScopes: TRADE_SCOPE,
  errorMappings: ALPACA_FAILURES,
  auditFields: { user_id: 'person', order_id: AUDIT_FORMS.uuid },
  async effect({ user_id, order_id: orderId }, call) {
    const { data, mode } = await findOwnOrder(call, { owner: ownerOf(call, user_id), orderId });
    refuseWithoutLiveScope(call, mode);
    const { side, quantity, notional, symbol, status } = orderFacts(data);
    const amount =
      quantity === null ? `${symbol} for ${grouped(notional ?? '')} USD` : `${grouped(quantity)} ${symbol}`;
    return `Cancel the order to ${side} ${amount} in the ${mode} account, which is ${status}.`;
  },
  async execute({ user_id, order_id: orderId }, call) {
    const { data: order, mode, meta } = await findOwnOrder(call, { owner: ownerOf(call, user_id), orderId });
    refuseLive(call, mode);
    const { status, symbol, filled_quantity } = orderFacts(order);
    const answer = (now: string) => ({ order_id: orderId, status: now, symbol, filled_quantity, mode });
    if (CANCELLED.includes(status)) return { data: answer(status), meta };
    if (OVER.includes(status)) throw tooLate(status);
    try {
      await ask(call, ({ orders }) => orders.deleteOrderByOrderIDRaw({ orderId }), { field: 'order_id' });
    } catch (thrown) {
      // It may have been filled, or cancelled by an earlier attempt, in the meantime; the order itself shows it.
      if (!(thrown instanceof ManifoldError && (thrown.code === 'E2001' || thrown.code === 'E2004'))) throw thrown;
    }
    const after = await ask(call, ({ orders }) => orders.getOrderByOrderIDRaw({ orderId }), {
      expects: ORDER,
      field: 'order_id',
    });
    const facts = orderFacts(after.data);
    if (OVER.includes(facts.status)) throw tooLate(facts.status);
    const isCancelled = CANCELLED.includes(facts.status);
    return {
      data: { ...answer(isCancelled ? facts.status : 'pending_cancel'), filled_quantity: facts.filled_quantity },
      meta: after.meta,
    };
  },
});

const tooLate = (status: string) =>
  new ManifoldError('E4008', `The order can no longer be cancelled: it is ${status}.`, {
    details: { field: 'order_id', status },
  });

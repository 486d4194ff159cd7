import type { trading } from '@alpacahq/alpaca-trade-api/rest';
import type { ErrorDetails } from '../../../../schemas/errors.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { type Answered, ask, type BrokerCall, ORDER } from './ask.ts';
import { isKnownOrder } from './failures.ts';
import { isOrderOf } from './order-id.ts';

/** An order to be placed; decimals are text. */
export type NewOrder = trading.PostOrderRequest & { clientOrderId: string };

const LOOK =
  'Retry the call with the same idempotency key: the order is looked up and never placed twice. Or read investments://me/orders.';

/**
 * Places an order once: if Alpaca already has an order with this client order id, it is returned. If no answer comes,
 * the order is looked up at once.
 *
 * @throws {ManifoldError} E3008 if it is not known whether the order was placed; details hold its keys
 */
export async function placeOrder(call: BrokerCall, order: NewOrder): Promise<Answered<trading.Order>> {
  const details = keysOf(call, order.clientOrderId);
  try {
    return await ask(call, ({ orders }) => orders.postOrderRaw({ postOrderRequest: order }), {
      expects: ORDER,
      unknownOutcome: LOOK,
      details,
    });
  } catch (thrown) {
    const isUnknown = thrown instanceof ManifoldError && thrown.code === 'E3008';
    if (!isUnknown && !isKnownOrder(thrown)) throw thrown;
    const found = await findByClientId(call, order.clientOrderId).catch(() => undefined);
    if (found) return found;
    if (isUnknown) throw thrown;
    throw new ManifoldError('E3008', `Alpaca has this order, but did not answer its state. ${LOOK}`, {
      details,
      cause: thrown,
    });
  }
}

/** The order with this client order id, if there is one. */
export async function findByClientId(
  call: BrokerCall,
  clientOrderId: string,
): Promise<Answered<trading.Order> | undefined> {
  try {
    return await ask(call, ({ orders }) => orders.getOrderByClientOrderIdRaw({ clientOrderId }), { expects: ORDER });
  } catch (thrown) {
    if (thrown instanceof ManifoldError && thrown.code === 'E4007') return undefined;
    throw thrown;
  }
}

/**
 * An order of the owner. An order of another person, or not of this platform, is answered like one that does not exist.
 * @throws {ManifoldError} E4007 that names the field
 */
export async function findOwnOrder(
  call: BrokerCall,
  { owner, orderId }: { owner: string; orderId: string },
): Promise<Answered<trading.Order>> {
  const none = new ManifoldError('E4007', 'You have no order with this "order_id".', {
    details: { field: 'order_id', suggestion: 'Read investments://me/orders, and use an id from there.' },
  });
  try {
    const found = await ask(call, ({ orders }) => orders.getOrderByOrderIDRaw({ orderId }), { expects: ORDER });
    if (isOrderOf(call, owner, found.data.clientOrderId)) return found;
  } catch (thrown) {
    if (!(thrown instanceof ManifoldError && thrown.code === 'E4007')) throw thrown;
  }
  throw none;
}

/** Keys by which the order of a call is found again: the caller's, and the one that Alpaca was given. */
export function keysOf({ context }: Pick<BrokerCall, 'context'>, clientOrderId: string): ErrorDetails {
  const { idempotencyKey } = context;
  return { idempotencyKey, clientOrderId };
}

import { type ApiObject, newId, now } from '../wire/objects.ts';
import type { StandInContext } from '../wire/route.ts';

/**
 * Pays an invoice: with a payment intent and a charge of its own, as any payment of the customer, unless there is nothing
 * to pay.
 */
export function payInvoice(invoice: ApiObject, { objects, events }: StandInContext, method: unknown): void {
  const amount = Math.max(0, Number(invoice.amount_due));
  objects.change(invoice, { status: 'paid', amount_paid: amount, amount_remaining: 0 });
  if (amount > 0) {
    const { currency, customer } = invoice;
    const intent = objects.add('pi', 'payment_intent', {
      amount,
      amount_received: amount,
      capture_method: 'automatic',
      client_secret: newId('secret'),
      currency,
      customer,
      description: 'Subscription',
      last_payment_error: null,
      latest_charge: null as unknown,
      metadata: {},
      next_action: null,
      payment_method: method ?? null,
      payment_method_types: ['card'],
      status: 'succeeded',
      transfer_data: null,
    });
    const charge = objects.add('ch', 'charge', {
      amount,
      amount_refunded: 0,
      currency,
      customer,
      payment_intent: intent.id,
      payment_method: method ?? null,
      paid: true,
      disputed: false,
      refunded: false,
      status: 'succeeded',
      metadata: {},
    });
    objects.change(intent, { latest_charge: charge.id });
    const payment = {
      id: newId('inpay'),
      object: 'invoice_payment',
      amount_paid: amount,
      amount_requested: amount,
      created: now(),
      currency,
      invoice: invoice.id,
      is_default: true,
      livemode: false,
      payment: { type: 'payment_intent', payment_intent: intent.id },
      status: 'paid',
    };
    objects.change(invoice, { payments: { object: 'list', data: [payment], has_more: false } });
    events.emit('payment_intent.succeeded', intent);
  }
  events.emit('invoice.paid', invoice);
}

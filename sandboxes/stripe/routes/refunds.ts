import { invalid, type Json } from '../wire/answer.ts';
import { integerOf, metadataOf, oneOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import type { ApiObject, Objects } from '../wire/objects.ts';
import type { Route } from '../wire/route.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    answer(params, { objects, events }) {
      onlyKnown(params, ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'reverse_transfer']);
      const reason = oneOf(params, 'reason', REASONS);
      const charge = chargeOf(params, objects);
      const [dispute] = objects.all('dispute', (one) => one.charge === charge.id);
      if (dispute && dispute.is_charge_refundable !== true) {
        throw invalid(`Charge ${charge.id} has been charged back.`, undefined, 'charge_disputed');
      }
      const left = Number(charge.amount) - Number(charge.amount_refunded);
      if (left === 0)
        throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
      const amount = integerOf(params, 'amount') ?? left;
      if (amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
      if (amount > left) {
        throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, 'amount');
      }
      const refunded = Number(charge.amount_refunded) + amount;
      objects.change(charge, { amount_refunded: refunded, refunded: refunded === charge.amount });
      const refund = objects.add('re', 'refund', {
        amount,
        charge: charge.id,
        currency: charge.currency,
        metadata: metadataOf(params),
        payment_intent: charge.payment_intent,
        reason: reason ?? null,
        status: 'succeeded',
      });
      events.emit('charge.refunded', charge);
      return refund;
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    answer(params, { objects }) {
      checkListParams(params, ['payment_intent', 'charge', 'created']);
      const [intent, charge] = [textOf(params, 'payment_intent'), textOf(params, 'charge')];
      const inSpan = createdFilter(params);
      const items = objects.all(
        'refund',
        (one) =>
          inSpan(one) &&
          (intent === undefined || one.payment_intent === intent) &&
          (charge === undefined || one.charge === charge),
      );
      return page(items, params, '/v1/refunds');
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('refund', id);
    },
  },
  {
    method: 'GET',
    path: '/v1/charges/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('charge', id);
    },
  },
];

function chargeOf(params: Json, objects: Objects): ApiObject {
  const [intentId, chargeId] = [textOf(params, 'payment_intent'), textOf(params, 'charge')];
  if ((intentId === undefined) === (chargeId === undefined)) {
    throw invalid('You must provide exactly one of charge and payment_intent.', 'payment_intent', 'parameter_missing');
  }
  if (chargeId !== undefined) return objects.get('charge', chargeId, 'charge');
  const intent = objects.get('payment_intent', String(intentId), 'payment_intent');
  if (intent.latest_charge === null) {
    throw invalid('This PaymentIntent does not have a successful charge to refund.', 'payment_intent');
  }
  return objects.get('charge', String(intent.latest_charge), 'charge');
}

import { TEST_CARDS } from '../cards.ts';
import { invalid, type Json, missing } from '../wire/answer.ts';
import { metadataOf, needText, objectOf, onlyKnown } from '../wire/form.ts';
import { checkListParams, page } from '../wire/list.ts';
import type { ApiObject, Objects } from '../wire/objects.ts';
import type { Route } from '../wire/route.ts';

export const paymentMethodRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_methods',
    answer(params, { objects }) {
      onlyKnown(params, ['type', 'card', 'metadata', 'billing_details']);
      if (needText(params, 'type') !== 'card') throw invalid('This stand-in knows cards alone.', 'type');
      const token = needText(objectOf(params, 'card'), 'token');
      return newMethod(objects, token, metadataOf(params));
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_methods/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return methodOf(objects, id);
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/{id}/payment_methods',
    answer(params, { objects }, id) {
      checkListParams(params, ['type', 'allow_redisplay']);
      objects.get('customer', id, 'customer');
      const items = objects.all('payment_method', ({ customer }) => customer === id);
      return page(items, params, `/v1/customers/${id}/payment_methods`);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/{id}/attach',
    answer(params, { objects, events }, id) {
      onlyKnown(params, ['customer']);
      const customer = objects.get('customer', needText(params, 'customer'), 'customer');
      const method = methodOf(objects, id);
      if (method.customer !== null && method.customer !== customer.id) {
        throw invalid('The payment method you provided has already been attached to a customer.', 'payment_method');
      }
      objects.change(method, { customer: customer.id });
      events.emit('payment_method.attached', method);
      return method;
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/{id}/detach',
    answer(params, { objects, events }, id) {
      onlyKnown(params, []);
      const method = objects.get('payment_method', id, 'payment_method');
      objects.change(method, { customer: null });
      events.emit('payment_method.detached', method);
      return method;
    },
  },
];

/** A payment method by its id; a test token makes a new one, as the API does. */
export function methodOf(objects: Objects, id: string): ApiObject {
  const found = objects.find(id);
  if (found?.object === 'payment_method') return found;
  if (id in TEST_CARDS) return newMethod(objects, id, {});
  throw missing('PaymentMethod', id, 'payment_method');
}

function newMethod(objects: Objects, token: string, metadata: Json): ApiObject {
  const card = TEST_CARDS[token];
  if (!card) throw missing('token', token, 'card[token]');
  const method = objects.add('pm', 'payment_method', {
    type: 'card',
    customer: null,
    metadata,
    billing_details: { address: null, email: null, name: null, phone: null },
    card: { brand: card.brand, last4: card.last4, country: 'US', exp_month: 8, exp_year: 2030, funding: 'credit' },
  });
  objects.note(method.id, card.behaviour);
  return method;
}

import type { CardBehaviour } from '../cards.ts';
import { invalid } from '../wire/answer.ts';
import { flagOf, metadataOf, oneOf, onlyKnown, textOf } from '../wire/form.ts';
import { newId } from '../wire/objects.ts';
import type { Route } from '../wire/route.ts';
import { methodOf } from './payment-methods.ts';

export const setupIntentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/setup_intents',
    answer(params, { objects, events, baseUrl }) {
      onlyKnown(params, [
        'customer',
        'payment_method',
        'payment_method_types',
        'automatic_payment_methods',
        'confirm',
        'usage',
        'return_url',
        'metadata',
        'description',
      ]);
      const usage = oneOf(params, 'usage', ['off_session', 'on_session'] as const) ?? 'off_session';
      const customer = textOf(params, 'customer');
      if (customer !== undefined) objects.get('customer', customer, 'customer');
      const given = textOf(params, 'payment_method');
      const method = given === undefined ? undefined : methodOf(objects, given);
      const holder = method?.customer ?? null;
      if (holder !== null && holder !== customer) {
        throw invalid('The provided PaymentMethod belongs to another customer.', 'payment_method');
      }
      const intent = objects.add('seti', 'setup_intent', {
        client_secret: newId('seti'),
        customer: customer ?? null,
        metadata: metadataOf(params),
        next_action: null as unknown,
        payment_method: method?.id ?? null,
        status: method ? 'requires_confirmation' : 'requires_payment_method',
        usage,
      });
      if (!flagOf(params, 'confirm') || !method) return intent;
      if ((objects.noted(method.id) as CardBehaviour) === 'asks-for-authentication') {
        return objects.change(intent, {
          status: 'requires_action',
          next_action: {
            type: 'redirect_to_url',
            redirect_to_url: {
              url: `${baseUrl}/__authenticate/${intent.id}`,
              return_url: textOf(params, 'return_url') ?? null,
            },
          },
        });
      }
      if (customer !== undefined) objects.change(method, { customer });
      objects.change(intent, { status: 'succeeded' });
      events.emit('setup_intent.succeeded', intent);
      return intent;
    },
  },
  {
    method: 'GET',
    path: '/v1/setup_intents/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, ['client_secret']);
      return objects.get('setup_intent', id, 'intent');
    },
  },
];

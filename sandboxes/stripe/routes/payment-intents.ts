import { invalid, type Json } from '../wire/answer.ts';
import { flagOf, integerOf, metadataOf, needText, objectOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import { type ApiObject, newId } from '../wire/objects.ts';
import type { Route, StandInContext } from '../wire/route.ts';
import { chargeCard, returnNote } from './charge-card.ts';
import { methodOf } from './payment-methods.ts';

/** The least amount of a charge in minor units (docs.stripe.com/currencies), for currencies that tests use. */
const LEAST: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30, jpy: 50, inr: 50 };
const MOST = 999_999_999_999;
const CONFIRM = ['payment_method', 'off_session', 'return_url', 'error_on_requires_action'];
const CREATE = [
  'amount',
  'currency',
  'customer',
  'confirm',
  'description',
  'metadata',
  'payment_method_types',
  'automatic_payment_methods',
  'transfer_data',
  'receipt_email',
  'statement_descriptor_suffix',
  ...CONFIRM,
];

export const paymentIntentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_intents',
    answer(params, context) {
      onlyKnown(params, CREATE);
      const intent = context.objects.add('pi', 'payment_intent', intentOf(params, context));
      context.events.emit('payment_intent.created', intent);
      if (flagOf(params, 'confirm')) confirm(intent, params, context);
      return intent;
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    answer(params, { objects }) {
      checkListParams(params, ['customer', 'created']);
      const customer = textOf(params, 'customer');
      const inSpan = createdFilter(params);
      const mine = (one: ApiObject) => inSpan(one) && (customer === undefined || one.customer === customer);
      return page(objects.all('payment_intent', mine), params, '/v1/payment_intents');
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, ['client_secret']);
      return objects.get('payment_intent', id, 'intent');
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/{id}/confirm',
    answer(params, context, id) {
      onlyKnown(params, CONFIRM);
      const intent = context.objects.get('payment_intent', id, 'intent');
      confirm(intent, params, context);
      return intent;
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/{id}/cancel',
    answer(params, { objects, events }, id) {
      onlyKnown(params, ['cancellation_reason']);
      const intent = objects.get('payment_intent', id, 'intent');
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'cancel');
      objects.change(intent, { status: 'canceled', canceled_at: Math.floor(Date.now() / 1000) });
      events.emit('payment_intent.canceled', intent);
      return intent;
    },
  },
];

function intentOf(params: Json, { objects }: StandInContext): Json {
  const currency = needText(params, 'currency').toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${currency}.`, 'currency');
  needText(params, 'amount');
  const amount = integerOf(params, 'amount') ?? 0;
  const least = LEAST[currency] ?? 1;
  if (amount < least)
    throw invalid(`Amount must be at least ${least} in the smallest unit.`, 'amount', 'amount_too_small');
  if (amount > MOST) throw invalid(`Amount must be no more than ${MOST}.`, 'amount', 'amount_too_large');
  const [customer, method] = [textOf(params, 'customer'), textOf(params, 'payment_method')];
  if (customer !== undefined) objects.get('customer', customer, 'customer');
  const destination = textOf(objectOf(params, 'transfer_data'), 'destination');
  if (destination !== undefined && !destination.startsWith('acct_')) {
    throw invalid(`No such destination: '${destination}'`, 'transfer_data[destination]', 'resource_missing');
  }
  const id = newId('secret');
  return {
    amount,
    currency,
    amount_received: 0,
    capture_method: 'automatic',
    client_secret: `pi_${id}`,
    customer: customer ?? null,
    description: textOf(params, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    metadata: metadataOf(params),
    next_action: null,
    payment_method: method === undefined ? null : methodOf(objects, method).id,
    payment_method_types: ['card'],
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    transfer_data: destination === undefined ? null : { destination },
  };
}

function confirm(intent: ApiObject, params: Json, context: StandInContext): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'confirm');
  const { objects } = context;
  const method = textOf(params, 'payment_method');
  if (method !== undefined) objects.change(intent, { payment_method: methodOf(objects, method).id });
  const returnUrl = textOf(params, 'return_url');
  const automatic = objectOf(params, 'automatic_payment_methods');
  // Any method that the account enables may lead to a page, even if the customer is not present.
  if (flagOf(automatic, 'enabled') && textOf(automatic, 'allow_redirects') !== 'never' && returnUrl === undefined) {
    throw invalid('You must provide a `return_url`, or set allow_redirects to never.', 'return_url');
  }
  if (returnUrl !== undefined) objects.note(returnNote(intent.id), returnUrl);
  if (intent.payment_method === null) {
    throw invalid(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      'payment_method',
      'payment_intent_unexpected_state',
    );
  }
  const owner = objects.find(String(intent.payment_method))?.customer ?? null;
  if (owner !== null && owner !== intent.customer) {
    throw invalid('The provided PaymentMethod belongs to another customer.', 'payment_method');
  }
  chargeCard(intent, { offSession: flagOf(params, 'off_session') ?? false, context });
}

const unexpected = ({ id, status }: ApiObject, what: string) =>
  invalid(
    `You cannot ${what} this PaymentIntent because it has a status of ${String(status)} (${id}).`,
    'intent',
    'payment_intent_unexpected_state',
  );

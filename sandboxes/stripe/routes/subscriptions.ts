import type { CardBehaviour } from '../cards.ts';
import { invalid, type Json, Refusal } from '../wire/answer.ts';
import { flagOf, listOf, metadataOf, needText, oneOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, page } from '../wire/list.ts';
import { type ApiObject, newId, now } from '../wire/objects.ts';
import type { Route, StandInContext } from '../wire/route.ts';
import { priceOfItems } from './catalogue.ts';
import { bill, leftOfPeriod, priceNow } from './invoices.ts';
import { methodOf } from './payment-methods.ts';

const MONTH = 30 * 86_400;
/** After this time the API drops a change whose payment did not come. */
const PENDING_SECONDS = 23 * 3_600;
const BEHAVIOURS = ['allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete'] as const;
const CARD_DECLINED = new Refusal({
  status: 402,
  type: 'card_error',
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
});
const PRORATIONS = ['create_prorations', 'always_invoice', 'none'] as const;

export const subscriptionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/subscriptions',
    answer(params, context) {
      onlyKnown(params, [
        'customer',
        'items',
        'default_payment_method',
        'payment_behavior',
        'payment_settings',
        'off_session',
        'metadata',
        'description',
        'proration_behavior',
      ]);
      return create(params, context);
    },
  },
  {
    method: 'GET',
    path: '/v1/subscriptions',
    answer(params, { objects }) {
      checkListParams(params, ['customer', 'status', 'price', 'created']);
      const [customer, status] = [textOf(params, 'customer'), textOf(params, 'status')];
      const shown = (one: ApiObject) =>
        status === 'all' || (status === undefined ? one.status !== 'canceled' : one.status === status);
      const items = objects.all(
        'subscription',
        (one) => shown(one) && (customer === undefined || one.customer === customer),
      );
      return page(items, params, '/v1/subscriptions');
    },
  },
  {
    method: 'GET',
    path: '/v1/subscriptions/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('subscription', id);
    },
  },
  {
    method: 'POST',
    path: '/v1/subscriptions/{id}',
    answer(params, context, id) {
      onlyKnown(params, [
        'items',
        'proration_behavior',
        'payment_behavior',
        'cancel_at',
        'cancel_at_period_end',
        'default_payment_method',
        'metadata',
        'description',
      ]);
      return update(context.objects.get('subscription', id), params, context);
    },
  },
  {
    method: 'DELETE',
    path: '/v1/subscriptions/{id}',
    answer(params, { objects, events }, id) {
      onlyKnown(params, ['invoice_now', 'prorate', 'cancellation_details']);
      const subscription = objects.get('subscription', id);
      if (subscription.status === 'canceled') throw invalid(`No such subscription: '${id}'`, 'id', 'resource_missing');
      objects.change(subscription, { status: 'canceled', canceled_at: now(), ended_at: now() });
      events.emit('customer.subscription.deleted', subscription);
      return subscription;
    },
  },
];

function create(params: Json, context: StandInContext): ApiObject {
  const { objects, events } = context;
  const customer = objects.get('customer', needText(params, 'customer'), 'customer');
  const price = priceOfItems(params, objects);
  if (!price) throw invalid('Missing required param: items.', 'items', 'parameter_missing');
  const given = textOf(params, 'default_payment_method');
  const settings = customer.invoice_settings as { default_payment_method: string | null };
  const method = given === undefined ? settings.default_payment_method : methodOf(objects, given).id;
  if (method === null) {
    throw invalid(
      'This customer has no attached payment source or default payment method.',
      undefined,
      'resource_missing',
    );
  }
  const behaviour = (objects.noted(method) ?? 'pays') as CardBehaviour;
  if (behaviour !== 'pays' && oneOf(params, 'payment_behavior', BEHAVIOURS) === 'error_if_incomplete') {
    throw CARD_DECLINED;
  }
  const id = newId('sub');
  const subscription = objects.add(
    'sub',
    'subscription',
    {
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      collection_method: 'charge_automatically',
      currency: price.currency,
      customer: customer.id,
      default_payment_method: method,
      description: textOf(params, 'description') ?? null,
      ended_at: null,
      items: {
        object: 'list',
        has_more: false,
        url: `/v1/subscription_items?subscription=${id}`,
        data: [itemOf(id, price)],
      },
      latest_invoice: null as unknown,
      metadata: metadataOf(params),
      pending_update: null,
      start_date: now(),
      status: behaviour === 'pays' ? 'active' : 'incomplete',
    },
    id,
  );
  const invoice = bill(subscription, Number(price.unit_amount), 'subscription_create', context);
  objects.change(subscription, { latest_invoice: invoice.id });
  events.emit('customer.subscription.created', subscription);
  return subscription;
}

function update(subscription: ApiObject, params: Json, context: StandInContext): ApiObject {
  const { objects, events } = context;
  if (subscription.status === 'canceled')
    throw invalid('A canceled subscription can only update its cancellation_details.', 'id');
  const before = {
    items: structuredClone(subscription.items),
    cancel_at_period_end: subscription.cancel_at_period_end,
  };
  const price = priceOfItems(params, objects);
  const proration = oneOf(params, 'proration_behavior', PRORATIONS) ?? 'create_prorations';
  const atEnd = flagOf(params, 'cancel_at_period_end');
  const [item] = listOf(params, 'items');
  if (price && item) {
    const items = subscription.items as { data: { id: string }[] };
    if (textOf(item, 'id') !== items.data[0]?.id)
      throw invalid('No such subscription item.', 'items[0][id]', 'resource_missing');
    const waits = oneOf(params, 'payment_behavior', BEHAVIOURS) === 'pending_if_incomplete';
    if (waits) refuseBesidePending(params);
    const due = Math.round((Number(price.unit_amount) - priceNow(subscription)) * leftOfPeriod(subscription));
    const behaviour = objects.noted(String(subscription.default_payment_method)) ?? 'pays';
    const mustPay = oneOf(params, 'payment_behavior', BEHAVIOURS) === 'error_if_incomplete';
    if (proration === 'always_invoice' && due > 0 && behaviour !== 'pays' && mustPay) throw CARD_DECLINED;
    const [changed] = [{ ...items.data[0], price: structuredClone(price) }];
    const invoice =
      proration === 'always_invoice' ? bill(subscription, Math.max(0, due), 'subscription_update', context) : undefined;
    if (invoice) objects.change(subscription, { latest_invoice: invoice.id });
    const pending = { subscription_items: [changed], expires_at: now() + PENDING_SECONDS, billing_cycle_anchor: null };
    if (waits && invoice?.status === 'open') objects.change(subscription, { pending_update: pending });
    else objects.change(subscription, { items: { ...items, data: [changed] }, pending_update: null });
  }
  const method = textOf(params, 'default_payment_method');
  objects.change(subscription, {
    metadata: metadataOf(params, subscription.metadata as Json),
    ...(method === undefined ? {} : { default_payment_method: methodOf(objects, method).id }),
    ...(params.cancel_at === '' ? { cancel_at: null, canceled_at: null } : {}),
    ...(atEnd === undefined
      ? {}
      : {
          cancel_at_period_end: atEnd,
          cancel_at: atEnd
            ? (subscription.items as { data: { current_period_end: number }[] }).data[0]?.current_period_end
            : null,
          canceled_at: atEnd ? now() : null,
        }),
  });
  events.emit('customer.subscription.updated', subscription, before);
  return subscription;
}

/** What the API takes beside a change that may wait for its payment (docs.stripe.com, "Pending updates"). */
const BESIDE_PENDING = ['items', 'payment_behavior', 'proration_behavior', 'proration_date', 'expand'];

function refuseBesidePending(params: Json): void {
  const other = Object.keys(params).find((name) => !BESIDE_PENDING.includes(name));
  if (other === undefined) return;
  throw invalid(`When payment_behavior is pending_if_incomplete, ${other} cannot be passed.`, other);
}

/** A payment of a later period that fails, as the API makes it when a period ends. */
export function failRenewal(id: string, status: 'past_due' | 'unpaid', context: StandInContext): void {
  const { objects, events } = context;
  const subscription = objects.get('subscription', id);
  const before = { status: subscription.status };
  objects.note(String(subscription.default_payment_method), 'declined');
  const invoice = bill(subscription, priceNow(subscription), 'subscription_cycle', context);
  objects.change(subscription, { status, latest_invoice: invoice.id });
  events.emit('customer.subscription.updated', subscription, before);
}

const itemOf = (subscription: string, price: ApiObject) => ({
  id: newId('si'),
  object: 'subscription_item',
  created: now(),
  current_period_start: now(),
  current_period_end: now() + MONTH,
  metadata: {},
  price: structuredClone(price),
  quantity: 1,
  subscription,
});

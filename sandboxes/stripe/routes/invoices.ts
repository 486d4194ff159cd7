import type { CardBehaviour } from '../cards.ts';
import { DECLINES } from '../cards.ts';
import { invalid, type Json } from '../wire/answer.ts';
import { objectOf, oneOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import { type ApiObject, now } from '../wire/objects.ts';
import type { Route, StandInContext } from '../wire/route.ts';
import { priceOfItems } from './catalogue.ts';
import { payInvoice } from './pay-invoice.ts';

const STATUSES = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

export const invoiceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/invoices',
    answer(params, { objects }) {
      checkListParams(params, ['customer', 'subscription', 'status', 'created', 'collection_method']);
      const [customer, subscription] = [textOf(params, 'customer'), textOf(params, 'subscription')];
      const status = oneOf(params, 'status', STATUSES);
      const inSpan = createdFilter(params);
      const items = objects.all(
        'invoice',
        (one) =>
          inSpan(one) &&
          (customer === undefined || one.customer === customer) &&
          (subscription === undefined || subscriptionOf(one) === subscription) &&
          (status === undefined || one.status === status),
      );
      return page(items, params, '/v1/invoices');
    },
  },
  {
    method: 'GET',
    path: '/v1/invoices/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('invoice', id);
    },
  },
  {
    method: 'POST',
    path: '/v1/invoices/create_preview',
    answer(params, { objects }) {
      onlyKnown(params, ['customer', 'subscription', 'subscription_details', 'currency', 'preview_mode']);
      const subscription = objects.get('subscription', textOf(params, 'subscription') ?? '', 'subscription');
      const details = objectOf(params, 'subscription_details');
      const [before, after] = [priceNow(subscription), priceOfItems(details, objects, 'items')];
      const share = leftOfPeriod(subscription);
      const due = after ? Math.round((Number(after.unit_amount) - before) * share) : 0;
      return {
        object: 'invoice',
        id: 'upcoming_in_preview',
        customer: subscription.customer,
        currency: subscription.currency,
        amount_due: Math.max(0, due),
        total: due,
        created: now(),
        status: 'draft',
        lines: { object: 'list', data: [], has_more: false },
      };
    },
  },
];

/** Bills a subscription: paid at once if the card pays, otherwise open. */
export function bill(subscription: ApiObject, amount: number, reason: string, context: StandInContext): ApiObject {
  const { objects, events, baseUrl } = context;
  const behaviour = (objects.noted(String(subscription.default_payment_method)) ?? 'pays') as CardBehaviour;
  const paid = amount <= 0 || behaviour === 'pays' || objects.noted(subscription.id) === 'authenticated';
  const invoice = objects.add('in', 'invoice', {
    amount_due: amount,
    amount_paid: 0,
    amount_remaining: amount,
    attempted: true,
    billing_reason: reason,
    currency: subscription.currency,
    customer: subscription.customer,
    hosted_invoice_url: null as unknown,
    invoice_pdf: null,
    number: `INVENTED-${objects.all('invoice').length + 1}`,
    parent: { type: 'subscription_details', subscription_details: { subscription: subscription.id, metadata: {} } },
    period_start: now(),
    period_end: now(),
    payments: { object: 'list', data: [] as unknown[], has_more: false },
    status: 'open',
    total: amount,
    lines: { object: 'list', data: [], has_more: false },
  });
  objects.change(invoice, { hosted_invoice_url: `${baseUrl}/__authenticate/${invoice.id}` });
  if (paid) payInvoice(invoice, context, subscription.default_payment_method);
  else events.emit(DECLINES[behaviour] ? 'invoice.payment_failed' : 'invoice.payment_action_required', invoice);
  return invoice;
}

export const subscriptionOf = ({ parent }: ApiObject): unknown =>
  ((parent as Json).subscription_details as Json).subscription;

/** What the subscription's first item costs per period, in minor units. */
export function priceNow({ items }: ApiObject): number {
  const [item] = (items as { data: { price: { unit_amount: number } }[] }).data;
  if (!item) throw invalid('The subscription has no items.', 'subscription');
  return item.price.unit_amount;
}

/** The share of the current period that is still to come, 0 to 1. */
export function leftOfPeriod({ items }: ApiObject): number {
  const [item] = (items as { data: { current_period_start: number; current_period_end: number }[] }).data;
  if (!item) return 0;
  return Math.max(0, (item.current_period_end - now()) / (item.current_period_end - item.current_period_start));
}

import { invalid, type Json } from '../wire/answer.ts';
import { metadataOf, needText, objectOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import type { Route } from '../wire/route.ts';

const KNOWN = ['name', 'email', 'phone', 'description', 'metadata', 'invoice_settings', 'payment_method'];

export const customerRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customers',
    answer(params, { objects, events }) {
      onlyKnown(params, KNOWN);
      const customer = objects.add('cus', 'customer', { balance: 0, delinquent: false, ...fieldsOf(params, {}) });
      events.emit('customer.created', customer);
      return customer;
    },
  },
  {
    method: 'GET',
    path: '/v1/customers',
    answer(params, { objects }) {
      checkListParams(params, ['email', 'created']);
      const email = textOf(params, 'email');
      const inSpan = createdFilter(params);
      const items = objects.all('customer', (one) => inSpan(one) && (email === undefined || one.email === email));
      return page(items, params, '/v1/customers');
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/search',
    answer(params, { objects }) {
      onlyKnown(params, ['query', 'limit', 'page']);
      const [, key, value] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(needText(params, 'query')) ?? [];
      if (key === undefined) throw invalid('This stand-in searches by one key of the metadata alone.', 'query');
      const data = objects.all('customer', ({ metadata }) => (metadata as Json)[key] === value);
      return { object: 'search_result', url: '/v1/customers/search', has_more: false, next_page: null, data };
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('customer', id);
    },
  },
  {
    method: 'POST',
    path: '/v1/customers/{id}',
    answer(params, { objects, events }, id) {
      onlyKnown(params, KNOWN);
      const customer = objects.get('customer', id);
      const method = textOf(objectOf(params, 'invoice_settings'), 'default_payment_method');
      if (method !== undefined) objects.get('payment_method', method, 'invoice_settings[default_payment_method]');
      objects.change(customer, fieldsOf(params, customer));
      events.emit('customer.updated', customer);
      return customer;
    },
  },
];

function fieldsOf(params: Json, before: Json): Json {
  const settings = objectOf(params, 'invoice_settings');
  return {
    name: textOf(params, 'name') ?? before.name ?? null,
    email: textOf(params, 'email') ?? before.email ?? null,
    phone: textOf(params, 'phone') ?? before.phone ?? null,
    description: textOf(params, 'description') ?? before.description ?? null,
    metadata: metadataOf(params, before.metadata as Json | undefined),
    invoice_settings: {
      custom_fields: null,
      footer: null,
      default_payment_method:
        textOf(settings, 'default_payment_method') ??
        (before.invoice_settings as Json | undefined)?.default_payment_method ??
        null,
    },
  };
}

import { flagOf, integerOf, listOf, metadataOf, needText, objectOf, oneOf, onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, page } from '../wire/list.ts';
import type { Objects } from '../wire/objects.ts';
import type { Route } from '../wire/route.ts';

/** Plans that exist from the start, for subscriptions: monthly prices in US cents. */
const PLANS = [
  { key: 'personal', name: 'Invented personal plan', cents: 1_900 },
  { key: 'team', name: 'Invented team plan', cents: 9_900 },
  { key: 'enterprise', name: 'Invented enterprise plan', cents: 49_900 },
];

export function seedPlans(objects: Objects): void {
  for (const { key, name, cents } of PLANS) {
    if (objects.find(`price_${key}_monthly`)) continue;
    const product = objects.add('prod', 'product', productOf(name, { tier: key }), `prod_${key}`);
    objects.add(
      'price',
      'price',
      priceOf({ product: product.id, cents, currency: 'usd', interval: 'month', key }),
      `price_${key}_monthly`,
    );
  }
}

export const catalogueRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/products',
    answer(params, { objects }) {
      onlyKnown(params, ['name', 'description', 'metadata', 'active']);
      return objects.add('prod', 'product', productOf(needText(params, 'name'), metadataOf(params)));
    },
  },
  {
    method: 'POST',
    path: '/v1/prices',
    answer(params, { objects }) {
      onlyKnown(params, ['currency', 'unit_amount', 'recurring', 'product', 'lookup_key', 'metadata', 'nickname']);
      const product = objects.get('product', needText(params, 'product'), 'product').id;
      const interval = oneOf(objectOf(params, 'recurring'), 'interval', ['day', 'week', 'month', 'year'] as const);
      return objects.add(
        'price',
        'price',
        priceOf({
          product,
          cents: integerOf(params, 'unit_amount') ?? 0,
          currency: needText(params, 'currency').toLowerCase(),
          interval: interval ?? 'month',
          key: textOf(params, 'lookup_key'),
        }),
      );
    },
  },
  {
    method: 'GET',
    path: '/v1/prices',
    answer(params, { objects }) {
      checkListParams(params, ['active', 'product', 'lookup_keys', 'type', 'currency']);
      const [active, product] = [flagOf(params, 'active'), textOf(params, 'product')];
      const keys = params.lookup_keys === undefined ? undefined : Object.values(params.lookup_keys as object);
      const items = objects.all(
        'price',
        (one) =>
          (active === undefined || one.active === active) &&
          (product === undefined || one.product === product) &&
          (keys === undefined || keys.includes(one.lookup_key)),
      );
      return page(items, params, '/v1/prices');
    },
  },
  ...(['product', 'price'] as const).map(
    (kind): Route => ({
      method: 'GET',
      path: `/v1/${kind}s/{id}`,
      answer: (params, { objects }, id) => {
        onlyKnown(params, []);
        return objects.get(kind, id);
      },
    }),
  ),
];

const productOf = (name: string, metadata: object) => ({
  active: true,
  name,
  description: null,
  metadata: { ...metadata },
});

const priceOf = (of: {
  product: string;
  cents: number;
  currency: string;
  interval: string;
  key: string | undefined;
}) => ({
  active: true,
  billing_scheme: 'per_unit',
  currency: of.currency,
  lookup_key: of.key ?? null,
  metadata: {},
  product: of.product,
  recurring: { interval: of.interval, interval_count: 1, usage_type: 'licensed' },
  type: 'recurring',
  unit_amount: of.cents,
  unit_amount_decimal: String(of.cents),
});

/** The price that the first item of `items` names. */
export function priceOfItems(params: Record<string, unknown>, objects: Objects, name = 'items') {
  const [item] = listOf(params, name);
  const id = item === undefined ? undefined : textOf(item, 'price');
  return id === undefined ? undefined : objects.get('price', id, `${name}[0][price]`);
}

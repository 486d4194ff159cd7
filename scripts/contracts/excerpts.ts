/** The parts of a provider's document that an excerpt keeps. */
export interface ExcerptPlan {
  /** `METHOD path`, as the document writes the path. */
  readonly operations: readonly string[];
  /** `all` keeps schemas of requests and answers, `requests` those of requests alone. */
  readonly keep: 'all' | 'requests';
  /** Schemas of which only the names of the fields are kept. */
  readonly fieldsOf?: readonly string[];
}

/** The excerpts under `test/contracts`, by file name without `.json`. */
export const EXCERPTS: Readonly<Record<string, ExcerptPlan>> = {
  'alpaca-market-data': {
    keep: 'all',
    operations: [
      'GET /v2/stocks/{symbol}/bars',
      'GET /v2/stocks/{symbol}/quotes/latest',
      'GET /v2/stocks/{symbol}/trades/latest',
    ],
  },
  'alpaca-trading': {
    keep: 'all',
    operations: [
      'GET /v2/account',
      'GET /v2/account/activities',
      'GET /v2/account/portfolio/history',
      'GET /v2/assets/{symbol_or_asset_id}',
      'GET /v2/clock',
      'GET /v2/orders',
      'GET /v2/orders/{order_id}',
      'GET /v2/orders:by_client_order_id',
      'GET /v2/positions',
      'POST /v2/orders',
      'DELETE /v2/orders/{order_id}',
    ],
  },
  plaid: {
    keep: 'all',
    operations: [
      'POST /accounts/balance/get',
      'POST /accounts/get',
      'POST /item/get',
      'POST /item/public_token/exchange',
      'POST /item/remove',
      'POST /link/token/create',
      'POST /link/token/get',
      'POST /transactions/refresh',
      'POST /transactions/sync',
      'POST /webhook_verification_key/get',
    ],
  },
  stripe: {
    keep: 'requests',
    operations: [
      'GET /v1/customers/search',
      'GET /v1/customers/{customer}',
      'GET /v1/customers/{customer}/payment_methods',
      'GET /v1/invoices',
      'GET /v1/payment_intents',
      'GET /v1/payment_intents/{intent}',
      'GET /v1/payment_methods/{payment_method}',
      'GET /v1/prices',
      'GET /v1/refunds',
      'GET /v1/subscriptions',
      'GET /v1/subscriptions/{subscription_exposed_id}',
      'POST /v1/customers',
      'POST /v1/customers/{customer}',
      'POST /v1/payment_intents',
      'POST /v1/payment_methods',
      'POST /v1/refunds',
      'POST /v1/setup_intents',
      'POST /v1/subscriptions',
      'POST /v1/subscriptions/{subscription_exposed_id}',
      'DELETE /v1/subscriptions/{subscription_exposed_id}',
    ],
    fieldsOf: [
      'charge',
      'customer',
      'event',
      'invoice',
      'payment_intent',
      'payment_method',
      'price',
      'product',
      'refund',
      'setup_intent',
      'subscription',
      'subscription_item',
    ],
  },
};

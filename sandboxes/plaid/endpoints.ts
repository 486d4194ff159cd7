import { INSTITUTIONS, inventedItem, SLOW_INSTITUTION, transactionOf } from './invented-bank.ts';
import { advance, slowly } from './item-state.ts';
import { type Item, type Items, newId } from './items.ts';
import { sessionView } from './link-sessions.ts';
import { invalidField, missingField, Refusal } from './refusal.ts';
import { syncPage } from './sync.ts';
import type { Webhooks } from './webhooks.ts';

export type Body = Record<string, unknown>;

export interface StandInContext {
  readonly items: Items;
  readonly webhooks: Webhooks;
  /** URL of webhooks whose link token names none. */
  readonly defaultWebhook: string | null;
  /** Base URL of the stand-in. */
  readonly baseUrl: string;
}

export interface Endpoint {
  readonly needs: readonly string[];
  readonly knows: readonly string[];
  /** @throws {Refusal} */
  readonly answer: (body: Body, context: StandInContext) => object;
}

const text = (body: Body, name: string): string => {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw invalidField(name);
  return value;
};

/** The item of the access token, if its person has agreed to share transactions. */
function consented(body: Body, context: StandInContext): Item {
  const item = readable(body, context);
  if (!item.consentRequired) return item;
  throw new Refusal('INVALID_INPUT', 'ADDITIONAL_CONSENT_REQUIRED', {
    message: 'client does not have user consent to access the PRODUCT_TRANSACTIONS product',
  });
}

/** The item of the access token, if its bank still lets it be read. */
function readable(body: Body, { items }: StandInContext): Item {
  const item = items.byToken(text(body, 'access_token'));
  if (!item.loginRequired) return item;
  throw new Refusal('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', {
    message: 'the login details of this item have changed and a user login is required to update this information',
    display: 'The login details of your account have changed. Sign in again.',
  });
}

function accountsOf(body: Body, item: Item) {
  const ids = (body.options as { account_ids?: string[] } | undefined)?.account_ids;
  const accounts = item.accounts.filter(({ account_id: id }) => ids === undefined || ids.includes(id));
  if (ids && accounts.length !== ids.length) throw new Refusal('INVALID_INPUT', 'INVALID_ACCOUNT_ID');
  return { accounts, item: itemView(item) };
}

const itemView = ({ item_id, institution_id, webhook, loginRequired, consentEnds = null }: Item) => ({
  item_id,
  institution_id,
  institution_name: INSTITUTIONS[institution_id] ?? null,
  webhook,
  error: loginRequired ? new Refusal('ITEM_ERROR', 'ITEM_LOGIN_REQUIRED').body : null,
  available_products: ['balance'],
  billed_products: ['transactions'],
  consent_expiration_time: consentEnds,
  update_type: 'background',
});

/** The endpoints that this stand-in serves, by path; all are POST. Those below /sandbox exist in the API's sandbox too. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/link/token/create': {
    needs: ['client_name', 'language', 'country_codes', 'user'],
    knows: [
      'products',
      'webhook',
      'redirect_uri',
      'access_token',
      'transactions',
      'hosted_link',
      'update',
      'additional_consented_products',
    ],
    answer(body, { items, defaultWebhook, baseUrl }) {
      const user = (body.user as { client_user_id?: unknown }).client_user_id;
      if (typeof user !== 'string' || user === '') throw missingField('user.client_user_id');
      const link_token = `link-sandbox-${newId()}`;
      const createdAt = new Date().toISOString();
      const itemId = body.access_token === undefined ? undefined : items.byToken(text(body, 'access_token')).item_id;
      const webhook = typeof body.webhook === 'string' ? body.webhook : defaultWebhook;
      const { products = [], country_codes, language, redirect_uri = null, client_name } = body;
      items.sessions[link_token] = {
        webhook,
        metadata: { initial_products: products, webhook, country_codes, language, redirect_uri, client_name },
        itemId,
        addsAccounts: (body.update as { account_selection_enabled?: boolean } | undefined)?.account_selection_enabled,
        consents: Array.isArray(body.additional_consented_products),
        createdAt,
      };
      items.save();
      return {
        link_token,
        expiration: new Date(Date.parse(createdAt) + 4 * 3_600_000).toISOString(),
        hosted_link_url: body.hosted_link === undefined ? undefined : `${baseUrl}/hosted/${link_token}`,
      };
    },
  },
  '/link/token/get': {
    needs: ['link_token'],
    knows: [],
    answer(body, { items }) {
      const token = text(body, 'link_token');
      return sessionView(token, items.sessions[token]);
    },
  },
  '/sandbox/public_token/create': {
    needs: ['institution_id', 'initial_products'],
    knows: ['options'],
    answer(body, { items, defaultWebhook }) {
      const institution = text(body, 'institution_id');
      if (!(institution in INSTITUTIONS)) throw new Refusal('INVALID_INPUT', 'INVALID_INSTITUTION');
      const webhook = (body.options as { webhook?: string } | undefined)?.webhook ?? defaultWebhook;
      const item = inventedItem({ institution, webhook });
      return { public_token: items.add(institution === SLOW_INSTITUTION ? slowly(item) : item) };
    },
  },
  '/item/public_token/exchange': {
    needs: ['public_token'],
    knows: [],
    answer: (body, { items }) => items.exchange(text(body, 'public_token')),
  },
  '/item/get': {
    needs: ['access_token'],
    knows: [],
    answer: (body, { items }) => ({ item: itemView(items.byToken(text(body, 'access_token'))), status: null }),
  },
  '/item/remove': {
    needs: ['access_token'],
    knows: ['reason_code', 'reason_note'],
    answer(body, { items }) {
      items.remove(text(body, 'access_token'));
      return {};
    },
  },
  '/institutions/get_by_id': {
    needs: ['institution_id', 'country_codes'],
    knows: ['options'],
    answer(body) {
      const name = INSTITUTIONS[text(body, 'institution_id')];
      if (name === undefined) throw new Refusal('INVALID_INPUT', 'INVALID_INSTITUTION');
      const products = ['transactions', 'balance'];
      return {
        institution: {
          institution_id: body.institution_id,
          name,
          products,
          country_codes: ['US'],
          routing_numbers: [],
          oauth: false,
        },
      };
    },
  },
  '/accounts/get': {
    needs: ['access_token'],
    knows: ['options'],
    answer: (body, context) => accountsOf(body, readable(body, context)),
  },
  '/accounts/balance/get': {
    needs: ['access_token'],
    knows: ['options'],
    answer: (body, context) => accountsOf(body, readable(body, context)),
  },
  '/transactions/sync': {
    needs: ['access_token'],
    knows: ['cursor', 'count', 'options'],
    answer(body, context) {
      const { cursor = '', count = 100 } = body;
      if (typeof cursor !== 'string') throw invalidField('cursor');
      if (typeof count !== 'number' || !Number.isInteger(count)) throw invalidField('count');
      const item = consented(body, context);
      const page = syncPage(item, cursor, count);
      if (!page.has_more && item.waiting?.length) pastArrives(item, context);
      return page;
    },
  },
  '/transactions/refresh': {
    needs: ['access_token'],
    knows: [],
    answer(body, context) {
      const item = consented(body, context);
      somethingHappens(item, 'Invented refresh', context);
      return {};
    },
  },
  '/webhook_verification_key/get': {
    needs: ['key_id'],
    knows: [],
    answer: (body, { webhooks }) => webhooks.publicKey(text(body, 'key_id')),
  },
  '/sandbox/item/fire_webhook': {
    needs: ['access_token', 'webhook_code'],
    knows: ['webhook_type'],
    answer(body, { items, webhooks }) {
      const { item_id, webhook } = items.byToken(text(body, 'access_token'));
      if (webhook === null) throw new Refusal('SANDBOX_ERROR', 'SANDBOX_WEBHOOK_INVALID');
      const type = typeof body.webhook_type === 'string' ? body.webhook_type : 'TRANSACTIONS';
      webhooks.send(webhook, {
        webhook_type: type,
        webhook_code: text(body, 'webhook_code'),
        item_id,
        environment: 'sandbox',
      });
      return { webhook_fired: true };
    },
  },
  '/sandbox/item/reset_login': {
    needs: ['access_token'],
    knows: [],
    answer(body, { items, webhooks }) {
      const item = items.byToken(text(body, 'access_token'));
      item.loginRequired = true;
      items.save();
      const { error } = itemView(item);
      if (item.webhook !== null) {
        webhooks.send(item.webhook, {
          webhook_type: 'ITEM',
          webhook_code: 'ERROR',
          item_id: item.item_id,
          error,
          environment: 'sandbox',
        });
      }
      return { reset_login: true };
    },
  },
  '/sandbox/transactions/create': {
    needs: ['access_token', 'transactions'],
    knows: [],
    answer(body, context) {
      const item = readable(body, context);
      for (const one of body.transactions as { amount: number; description: string; date_posted: string }[]) {
        const accountId = item.accounts[0]?.account_id ?? '';
        const made = transactionOf({ accountId, name: one.description, amount: one.amount, date: one.date_posted });
        item.changes.push({ kind: 'added', transaction: made });
      }
      context.items.save();
      return {};
    },
  },
};

/** The next part of the past is fetched, after a reader has asked once. */
function pastArrives(item: Item, { items, webhooks }: StandInContext): void {
  advance(item);
  items.save();
  if (item.webhook === null) return;
  webhooks.send(item.webhook, {
    webhook_type: 'TRANSACTIONS',
    webhook_code: 'SYNC_UPDATES_AVAILABLE',
    item_id: item.item_id,
    initial_update_complete: true,
    historical_update_complete: item.status === 'HISTORICAL_UPDATE_COMPLETE',
    environment: 'sandbox',
  });
}

/** Adds a transaction at the bank, and sends the webhook for it. */
export function somethingHappens(item: Item, name: string, { items, webhooks }: StandInContext): void {
  const date = new Date().toISOString().slice(0, 10);
  const accountId = item.accounts[0]?.account_id ?? '';
  item.changes.push({ kind: 'added', transaction: transactionOf({ accountId, name, amount: 1.23, date }) });
  items.save();
  if (item.webhook !== null) {
    webhooks.send(item.webhook, {
      webhook_type: 'TRANSACTIONS',
      webhook_code: 'SYNC_UPDATES_AVAILABLE',
      item_id: item.item_id,
      initial_update_complete: true,
      historical_update_complete: true,
      environment: 'sandbox',
    });
  }
}

import type { KeyedWebhook } from '../../../schemas/webhooks.ts';

/** Plaid as a source of events, as the family banking declares it. */
export const SOURCE: KeyedWebhook = {
  source: 'plaid',
  scheme: 'plaid',
  clientIdKey: 'PLAID_CLIENT_ID',
  apiSecretKey: 'PLAID_SECRET',
  apiUrlSetting: 'PLAID_API_URL',
};

import { randomUUID } from 'node:crypto';
import { answerOf, callTool, modern, type RequestOptions } from '../../integration/support/endpoint.ts';

/** Calls a tool; if it needs a confirmation, confirms it and calls it again. */
export async function confirmed(name: string, args: Record<string, unknown>, options: RequestOptions) {
  const first = await callTool(name, args, options);
  const confirmation_token = first._meta?.['manifold/error']?.details?.confirmationToken;
  return confirmation_token ? callTool(name, { ...args, confirmation_token }, options) : first;
}

/** The structured content of a successful call. */
async function made(name: string, args: Record<string, unknown>, key: string) {
  const result = await confirmed(name, args, { key, meta: { 'manifold/idempotencyKey': randomUUID() } });
  if (!result.structuredContent) throw new Error(`${name}: ${JSON.stringify(result._meta)}`);
  return result.structuredContent;
}

async function grantedTier(key: string, tier: string): Promise<void> {
  for (let tries = 1; tries <= 400; tries += 1) {
    const { result } = await answerOf(modern('resources/read', { uri: 'billing://me/subscription' }, { key }));
    if (JSON.parse(result.contents[0].text).granted_tier === tier) return;
  }
  throw new Error(`No event has granted ${tier}.`);
}

const ORDER = { destination_id: 'platform', amount: '25.00', currency: 'USD', description: 'Order 1042' };
const FUNDS = { risk_profile: 'moderate', initial_investment: '1000.00' };

/**
 * One thing of each kind that a family or its provider knows by an id, made for a person; by the name of the argument or
 * variable that holds the id, after the family.
 */
export const THINGS: Record<string, (key: string) => Promise<string>> = {
  'api-keys.key_id': async (key) =>
    (await made('generate_api_key', { name: 'Invented', permissions: ['tools:list'] }, key)).key_id,
  'banking.link_token': async (key) => {
    const { link_token, hosted_link_url } = await made('create_link_token', {}, key);
    await fetch(hosted_link_url);
    return link_token;
  },
  'banking.account_id': async (key) => {
    const { link_token, hosted_link_url } = await made('create_link_token', {}, key);
    await fetch(hosted_link_url);
    return (await made('link_bank_account', { link_token }, key)).account_id;
  },
  'billing.subscription_id': async (key) => {
    await made('add_payment_method', { payment_token: 'pm_card_visa', set_default: true }, key);
    const subscription = { plan_id: 'basic', payment_method_id: 'default' };
    const { subscription_id } = await made('create_subscription', subscription, key);
    await grantedTier(key, 'personal');
    return subscription_id;
  },
  'billing.token_id': async (key) => {
    await grantedTier(key, 'personal');
    return (await made('issue_subscription_token', { scopes: ['billing:read'] }, key)).token_id;
  },
  'fraud.transaction_id': async (key) => {
    const transaction_id = randomUUID();
    await made('scan_transaction', { transaction_data: { transaction_id, amount: '9000.00', currency: 'EUR' } }, key);
    return transaction_id;
  },
  'investments.order_id': async (key) => {
    const order = { symbol: 'VTI', side: 'buy', quantity: '1', order_type: 'limit', limit_price: '10.00' };
    return (await made('execute_trade', order, key)).order_id;
  },
  'investments.portfolio_id': async (key) => (await made('create_portfolio', FUNDS, key)).portfolio_id,
  'kyc.session_id': async (key) => {
    const redirect_url = 'https://example.com/done?outcome=now';
    return (await made('digilocker_init_session', { flow: 'signin', doc_types: ['aadhaar'], redirect_url }, key))
      .session_id;
  },
  'kyc.reference_id': async (key) => {
    const consent = { consent: 'Y', reason: 'Onboarding of a new customer' };
    return (await made('aadhaar_okyc_generate_otp', { aadhaar_number: '123456789012', ...consent }, key)).reference_id;
  },
  'payments.dispute_id': async (key) => {
    const card = { payment_token: 'pm_card_createDispute' };
    const { payment_method_id: source_id } = await made('add_payment_method', card, key);
    await made('initiate_payment', { source_id, ...ORDER }, key);
    const { result } = await answerOf(modern('resources/read', { uri: 'payments://me/disputes' }, { key }));
    return JSON.parse(result.contents[0].text).disputes[0].dispute_id;
  },
  'payments.payment_id': async (key) =>
    (await made('initiate_payment', { source_id: 'default', ...ORDER }, key)).payment_id,
  'payments.source_id': async (key) =>
    (await made('add_payment_method', { payment_token: 'pm_card_mastercard' }, key)).payment_method_id,
};

/** Ids that are the same thing as another one. */
export const SAME_AS: Record<string, string> = {
  'billing.payment_method_id': 'payments.source_id',
  'payments.payment_token': 'payments.source_id',
};

/** Arguments that look like ids of things and are not, and why. */
export const NO_THINGS: Record<string, string> = {
  'accounts.session': 'a secret of the user pool, bound to a user name there',
  'accounts.refresh_token': 'a credential of its own',
  'banking.public_token': 'a one-time secret of Plaid for the person who signed in',
  'billing.plan_id': 'a plan, which is public',
  'kyc.id': 'an entry of the public register of companies',
  'payments.destination_id': 'an account that the stage names',
};

/** An id of the same form that does not exist: its last twelve letters and digits are others. */
export function unknownLike(id: string): string {
  let left = 12;
  const other = (char: string) => {
    if (!/[a-z0-9]/i.test(char) || left === 0) return char;
    left -= 1;
    if (/[0-9]/.test(char)) return String(9 - Number(char));
    const from = 'abcdefghijklmnopqrstuvwxyz';
    const to = 'fedcbazyxwvutsrqponmlkjihg';
    const swapped = to.charAt(from.indexOf(char.toLowerCase()));
    return char === char.toLowerCase() ? swapped : swapped.toUpperCase();
  };
  return [...id].reverse().map(other).reverse().join('');
}

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PEOPLE } from '../../../local/issuer/people.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, modern } from '../../integration/support/endpoint.ts';
import { publicClient, registeredClient, type ScopedClient } from './support/scoped-sign-in.ts';

/** Scopes that the attacker wants in addition to the ordinary ones. */
const WANTED = ['users:act', 'payments:refund', 'fraud:review', 'admin'];
const ORDINARY = ['tools:list', 'payments:read', 'payments:write', 'fraud:read', 'fraud:write'];
const ALL = [...ORDINARY, ...WANTED];

const FRED = `cognito:${PEOPLE.find(({ name }) => name === 'Fred Free')?.sub}`;
const VICTIM = `test:victim-${randomUUID()}`;

let victim: string;
let people: ScopedClient;
let clients: [string, ScopedClient][];
beforeAll(async () => {
  // A person of the same tenant with a saved card and a flagged transaction.
  victim = await newKey({ id: VICTIM, tenant: 'dev', roles: ['user'], scopes: ORDINARY });
  const card = { payment_token: 'pm_card_visa', set_default: true };
  expect((await callTool('add_payment_method', card, { key: victim })).isError).not.toBe(true);
  people = await publicClient();
  clients = [
    ['the public client', people],
    ['a client of the attacker’s own', await registeredClient(ALL)],
  ];
});

const errorOf = (result: Awaited<ReturnType<typeof callTool>>) => result._meta['manifold/error'];

/** A token with as many of the wanted scopes as the issuer grants. */
async function mostOf(client: ScopedClient, name: string): Promise<string> {
  for (const scopes of [ALL, ORDINARY]) {
    const signedIn = await client.signIn(name, scopes);
    if ('token' in signedIn) return signedIn.token;
  }
  throw new Error(`${name} does not get in at all.`);
}

/** Calls a tool, confirms it if it asks for that, and returns the last result. */
async function insist(name: string, args: Record<string, unknown>, key: string) {
  const { error, result } = await answerOf(modern('tools/call', { name, arguments: args }, { key }));
  if (error) return { refused: error.data.code as string };
  const { code, details } = errorOf(result) ?? {};
  if (details?.confirmationToken === undefined)
    return code === undefined ? { done: result } : { refused: code as string };
  const again = { ...args, confirmation_token: details.confirmationToken };
  const confirmed = await callTool(name, again, { key });
  return errorOf(confirmed) ? { refused: errorOf(confirmed).code as string } : { done: confirmed };
}

const read = async (uri: string, key: string) => {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text);
};
const order = () => ({
  source_id: 'default',
  destination_id: 'platform',
  amount: '25.00',
  currency: 'USD',
  description: `Order ${randomUUID()}`,
});

/** Another person of the tenant, with small payments of other days and one today that is flagged. */
async function flaggedCustomer() {
  const id = `test:customer-${randomUUID()}`;
  const key = await newKey({ id, roles: ['user'], scopes: ORDINARY });
  const scan = (facts: object) => {
    const transaction_data = { transaction_id: randomUUID(), currency: 'EUR', ...facts };
    return callTool('scan_transaction', { transaction_data }, { key });
  };
  for (let day = 20; day > 15; day -= 1) {
    await scan({ amount: '20.00', occurred_at: new Date(Date.now() - day * 86_400_000).toISOString() });
  }
  const { structuredContent } = await scan({ amount: '900.00' });
  expect(structuredContent).toMatchObject({ flagged: true });
  return { id, key, transaction_id: structuredContent.transaction_id as string };
}

describe('a free user who asks the authorization endpoint for scopes of other roles', () => {
  it.each(WANTED)('is sent back without a code for %s, by every client', async (scope) => {
    for (const [what, client] of clients) {
      const answer = await client.signIn('Fred Free', [scope, 'payments:write']);
      expect([what, answer]).toEqual([what, { refused: 'invalid_scope' }]);
    }
  });

  it('cannot pay with another person’s card', async () => {
    for (const [, client] of clients) {
      const token = await mostOf(client, 'Fred Free');
      const args = { ...order(), user_id: VICTIM };
      expect(await insist('initiate_payment', args, token)).toEqual({ refused: 'E4007' });
      const { payments } = await read('payments://me/history?limit=100', victim);
      expect(JSON.stringify(payments)).not.toContain(args.description);
    }
  });

  it('cannot approve a flagged transaction of another person', async () => {
    for (const [, client] of clients) {
      const { id, key, transaction_id } = await flaggedCustomer();
      const token = await mostOf(client, 'Fred Free');
      const decision = { user_id: id, transaction_id, decision: 'approve', notes: 'It is honest.' };
      expect(await insist('review_flagged_transaction', decision, token)).toHaveProperty('refused');
      const { alerts } = await read('fraud://me/alerts?status=open', key);
      expect(alerts).toContainEqual(expect.objectContaining({ transaction_id, status: 'open', decisions: [] }));
    }
  });

  it('cannot refund a payment, but can pay and read payments as before', async () => {
    for (const [, client] of clients) {
      const token = await mostOf(client, 'Fred Free');
      const card = { payment_token: 'pm_card_visa', set_default: true };
      expect(await insist('add_payment_method', card, token)).toHaveProperty('done');
      const args = order();
      const paid = await insist('initiate_payment', args, token);
      const payment_id = paid.done?.structuredContent.payment_id;
      expect(payment_id).toMatch(/^pi_/);
      expect(await insist('process_refund', { payment_id }, token)).toHaveProperty('refused');
      expect(await insist('process_refund', { payment_id, user_id: FRED }, token)).toHaveProperty('refused');
      const { payments } = await read('payments://me/history?limit=100', token);
      expect(payments).toContainEqual(expect.objectContaining({ description: args.description, status: 'succeeded' }));
      expect(await read(`payments://${payment_id}/status`, token)).toMatchObject({ refunded: '0.00' });
    }
  });

  it('cannot administer', async () => {
    const token = await mostOf(people, 'Fred Free');
    const { apiUrl } = endpoints();
    for (const path of ['keys', 'approvals']) {
      const headers = { authorization: `Bearer ${token}` };
      expect([path, (await fetch(`${apiUrl}/api/v1/admin/${path}`, { headers })).status]).toEqual([path, 403]);
    }
  });
});

describe('an operator who signs in without asking for scopes', () => {
  it('has the scopes of the role, refunds the payment of another person and reviews a transaction', async () => {
    const signedIn = await people.signIn('Olga Operator', ['tools:list', 'fraud:read']);
    if ('refused' in signedIn) throw new Error(signedIn.refused);
    const paid = await insist('initiate_payment', order(), victim);
    const payment_id = paid.done?.structuredContent.payment_id;
    const refund = await insist('process_refund', { payment_id, user_id: VICTIM, amount: '5.00' }, signedIn.token);
    expect(refund.done?.structuredContent).toMatchObject({ payment_id, amount: '5.00' });
    const { id, transaction_id } = await flaggedCustomer();
    const { alerts } = await read(`fraud://${encodeURIComponent(id)}/alerts?status=open`, signedIn.token);
    expect(alerts).toContainEqual(expect.objectContaining({ transaction_id }));
    const decision = { user_id: id, transaction_id, decision: 'decline', notes: 'The customer was called.' };
    const review = await insist('review_flagged_transaction', decision, signedIn.token);
    expect(review.done?.structuredContent).toMatchObject({ updated_status: 'declined', final: true });
  });

  it('cannot pay for another person, nor read another person’s payments', async () => {
    const signedIn = await people.signIn('Olga Operator', ORDINARY);
    if ('refused' in signedIn) throw new Error(signedIn.refused);
    expect(await insist('initiate_payment', { ...order(), user_id: VICTIM }, signedIn.token)).toEqual({
      refused: 'E4007',
    });
    await expect(read(`payments://${encodeURIComponent(VICTIM)}/history`, signedIn.token)).rejects.toThrow('E4007');
  });
});

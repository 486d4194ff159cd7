import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sandboxModule from '../../sandboxes/plaid/sandbox.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

const ADA = `test:saver-${randomUUID()}`;
const SCOPES = ['banking:read', 'banking:write', 'tools:list'];

let ada: string;
let bob: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, scopes: SCOPES });
  bob = await newKey({ id: `test:stranger-${randomUUID()}`, scopes: SCOPES });
});

/** Asks the stand-in as the person who signs in at the bank does. */
async function atPlaid(path: string, body: object) {
  const { PLAID_CLIENT_ID: client_id, PLAID_SECRET: secret } = sandboxModule.secret();
  const answer = await fetch(`${endpoints().sandboxes.plaid}${path}`, {
    method: 'POST',
    body: JSON.stringify({ client_id, secret, ...body }),
  });
  return (await answer.json()) as { public_token: string };
}
const publicToken = async () =>
  (await atPlaid('/sandbox/public_token/create', { institution_id: 'ins_109508', initial_products: ['transactions'] }))
    .public_token;

async function read(uri: string, key: string) {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  return error ? { error } : JSON.parse(result.contents[0].text);
}

describe('a bank through the gateway', () => {
  it('is linked, read, and stands among the accounts of its person alone', async () => {
    const { structuredContent } = await callTool(
      'link_bank_account',
      { public_token: await publicToken() },
      { key: ada },
    );
    expect(structuredContent).toMatchObject({ success: true, institution: 'First Platypus Bank', mode: 'test' });
    const id = structuredContent.account_id;
    const { accounts } = await read(`banking://${encodeURIComponent(ADA)}/accounts`, ada);
    expect(accounts).toHaveLength(2);
    expect(await read(`banking://${id}/balance`, ada)).toMatchObject({ current: '1274.93', available: '1203.42' });
    const { transactions, has_more } = await read(`banking://${id}/transactions?limit=50`, ada);
    expect([transactions.length, has_more]).toEqual([50, true]);
    for (const what of ['balance', 'transactions']) {
      expect((await read(`banking://${id}/${what}`, bob)).error.data).toMatchObject({ code: 'E4007' });
    }
  });
});

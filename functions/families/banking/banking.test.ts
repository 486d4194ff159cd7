import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlaidLab, type PlaidChanges, type PlaidLab } from '../../../test/support/plaid-lab.ts';
import { dataOf } from '../../../test/support/stripe-lab.ts';
import family from './family.ts';

let lab: PlaidLab;
beforeAll(async () => {
  lab = await openPlaidLab(family);
});
afterAll(() => lab.stop());

let people = 0;
const somebody = (): { owner: string } => ({ owner: `test:person-${++people}` });
const link = async (who: PlaidChanges) =>
  dataOf(await lab.run('link_bank_account', { public_token: await lab.publicToken() }, who));
describe('linking a bank', () => {
  it('begins with a page, and ends with accounts of which nobody learns the token', async () => {
    const ada = somebody();
    const begun = dataOf(await lab.run('create_link_token', {}, ada));
    expect(begun).toMatchObject({ purpose: 'link', mode: 'test', link_token: expect.stringMatching(/^link-sandbox-/) });
    expect(begun.hosted_link_url).toMatch(/^http/);
    const linked = await link(ada);
    expect(linked).toMatchObject({
      success: true,
      institution: 'First Platypus Bank',
      transactions: 'fetched',
      mode: 'test',
      accounts: [
        { name: 'Plain Checking', mask: '0000', subtype: 'checking', currency: 'USD' },
        { name: 'Plain Saving', mask: '1111', subtype: 'savings', currency: 'USD' },
      ],
    });
    expect(linked.account_id).toBe(linked.accounts[0].account_id);
    const { Items = [] } = await lab.table.client.send(new ScanCommand({ TableName: lab.table.table }));
    expect(JSON.stringify([linked, Items])).not.toMatch(/access-sandbox|public-sandbox/);
  });
});

import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox });

describe('bank accounts', () => {
  const verify = async (tool: string, account_number: string) =>
    dataOf(
      await harness.run(tool, { ifsc: 'SBIN0021745', account_number, name: 'John Doe', mobile: '+91 90000 00000' }),
    );

  it.each([
    ['900000000000', { account_exists: true, account_status: 'verified', name_at_bank: 'John Doe' }],
    ['900000000001', { account_exists: false, account_status: 'not_found', name_at_bank: null }],
    // The provider's typing error: account_exist.
    ['900000000002', { account_exists: true, account_status: 'nre' }],
    ['900000000003', { account_exists: true, account_status: 'blocked' }],
  ])('%s is answered by both verifications', async (number, expected) => {
    expect(await verify('verify_bank_account_penny_drop', number)).toMatchObject(expected);
    expect(await verify('verify_bank_account_penniless', number)).toMatchObject(expected);
  });

  it.each([
    ['900000000000', 1],
    ['900000000014', 0],
    ['900000000001', null],
  ])('a penny drop reports the amount that was paid in: %s', async (number, rupees) => {
    expect((await verify('verify_bank_account_penny_drop', number)).amount_deposited).toBe(rupees);
  });

  it('are verified with name and mobile only if the caller gives them', async () => {
    await verify('verify_bank_account_penniless', '900000000000');
    expect(Object.fromEntries(harness.sent.at(-1)?.url.searchParams ?? [])).toEqual({
      name: 'John Doe',
      mobile: '9000000000',
    });
    await harness.run('verify_bank_account_penniless', { ifsc: 'SBIN0021745', account_number: '900000000000' });
    expect(harness.sent.at(-1)?.url.search).toBe('');
  });

  const matchFor = async (tool: string, name?: string) => {
    const named = name === undefined ? {} : { name };
    const account = { ifsc: 'SBIN0021745', account_number: '900000000000', ...named };
    return dataOf(await harness.run(tool, account)).name_match;
  };

  it.each(['verify_bank_account_penniless', 'verify_bank_account_penny_drop'])(
    '%s compares the name that was given with that of the bank, and refuses nothing',
    async (tool) => {
      expect(await matchFor(tool, 'Priya Sharma')).toEqual({
        verdict: 'mismatch',
        score: 0,
        reasons: ['different_part'],
      });
      expect(await matchFor(tool, 'Mr. DOE, Jo\u200bhn')).toEqual({
        verdict: 'match',
        score: 100,
        reasons: ['order', 'honorific'],
      });
      expect(await matchFor(tool)).toBeNull();
    },
  );

  it('are asked about with a name without invisible marks', async () => {
    await matchFor('verify_bank_account_penniless', ' Jo\u200bhn  Doe\ufeff');
    expect(harness.sent.at(-1)?.url.searchParams.get('name')).toBe('John Doe');
    await expect(matchFor('verify_bank_account_penniless', '\u200b')).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'name' },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/kyc/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import { PublishedContract, type WireRecord } from '../../../test/support/published-contract.ts';
import family from './family.ts';
import { CONSENT } from './testing/consent.ts';

const harness = await familyUnderTest(family, { sandbox });

const contract = new PublishedContract('sandbox-kyc');
/** Faults of a request alone: the contract has no schemas of answers. */
const faultsOf = (sent: WireRecord): string[] =>
  contract.faultsOf({ ...sent, answer: undefined }) ?? [`${sent.method} ${sent.url.pathname} is not in the contract`];

describe('requests to the KYC provider', () => {
  const account = { ifsc: 'sbin0021745', account_number: '9000 0000 0000' };
  const calls: [tool: string, args: Record<string, unknown>][] = [
    ['verify_pan', { pan: 'xxxpx1234a', name_as_per_pan: 'John Ronald Doe', date_of_birth: '2001-11-11', ...CONSENT }],
    ['check_pan_aadhaar_link', { pan: 'XXXPX1234A', aadhaar_number: '1234 5678 9012', ...CONSENT }],
    ['aadhaar_okyc_generate_otp', { aadhaar_number: '1234-5678-9012', ...CONSENT }],
    ['aadhaar_okyc_verify_otp', { reference_id: 1234567, otp: '121212' }],
    ['verify_ifsc', { ifsc: 'sbin 0021745' }],
    ['verify_bank_account_penny_drop', { ...account, name: 'John Doe', mobile: '+919000000000' }],
    ['verify_bank_account_penniless', account],
    ['mca_company_search', { id: 'abc1234', ...CONSENT }],
    ['mca_director_search', { din: '99999999', ...CONSENT }],
    ['mca_company_search', { company_name: 'John', ...CONSENT }],
  ];

  it.each(calls)('of %s keep to the contract', async (tool, args) => {
    const before = harness.sent.length;
    await harness.run(tool, args);
    const requests = harness.sent.slice(before);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.flatMap(faultsOf)).toEqual([]);
  });

  it('of DigiLocker keep to the contract', async () => {
    const before = harness.sent.length;
    const session = await harness.run('digilocker_init_session', {
      flow: 'signup',
      doc_types: ['aadhaar'],
      redirect_url: 'https://example.com/?outcome=now',
      options: { verification_method: ['mobile'], usernameless: true, verified_mobile: '9000000000' },
      consent_expiry: Date.now() + 86_400_000,
    });
    const { session_id } = dataOf(session);
    await harness.run('digilocker_get_status', { session_id });
    await harness.run('digilocker_fetch_document', { session_id, doc_type: 'aadhaar' });
    expect(harness.sent.slice(before).flatMap(faultsOf)).toEqual([]);
  });

  it('are reported if they break the contract', () => {
    const request = {
      method: 'POST',
      url: new URL('http://x/kyc/pan/verify?extra=1'),
      headers: {},
      body: { pan: 'x' },
    };
    expect(faultsOf(request).length).toBeGreaterThan(3);
  });
});

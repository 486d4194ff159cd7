import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/kyc/sandbox.ts';
import { startDynamoDb } from '../../../test/support/dynamodb.ts';
import { PublishedContract } from '../../../test/support/published-contract.ts';
import { CONSENT, dataOf, type Lab, openLab, type SentRequest } from './testing/lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab(sandbox, startDynamoDb);
});
afterAll(() => lab.stop());

const contract = new PublishedContract('sandbox-kyc');
const faultsOf = (sent: SentRequest): string[] =>
  contract.faultsOf(sent) ?? [`${sent.method} ${sent.url.pathname} is not in the contract`];

describe('what is sent to the KYC provider', () => {
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

  it.each(calls)('%s keeps to the contract', async (tool, args) => {
    const before = lab.sent.length;
    await lab.run(tool, args);
    const requests = lab.sent.slice(before);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.flatMap(faultsOf)).toEqual([]);
  });

  it('DigiLocker keeps to the contract', async () => {
    const before = lab.sent.length;
    const session = await lab.run('digilocker_init_session', {
      flow: 'signup',
      doc_types: ['aadhaar'],
      redirect_url: 'https://example.com/?outcome=now',
      options: { verification_method: ['mobile'], usernameless: true, verified_mobile: '9000000000' },
      consent_expiry: Date.now() + 86_400_000,
    });
    const { session_id } = dataOf(session);
    await lab.run('digilocker_get_status', { session_id });
    await lab.run('digilocker_fetch_document', { session_id, doc_type: 'aadhaar' });
    expect(lab.sent.slice(before).flatMap(faultsOf)).toEqual([]);
  });

  it('a request that breaks it would be noticed', () => {
    const request = {
      method: 'POST',
      url: new URL('http://x/kyc/pan/verify?extra=1'),
      headers: {},
      body: { pan: 'x' },
    };
    expect(faultsOf(request).length).toBeGreaterThan(3);
  });
});

import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type CallOptions, dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import type { ManifoldError } from '../../../core/errors/manifold-error.ts';
import family from '../family.ts';
import { CONSENT } from '../testing/consent.ts';

const harness = await familyUnderTest(family, { sandbox });

const AADHAAR = '123456789012';

describe('verify_pan', () => {
  const person = { pan: 'xxxp x1234-a', name_as_per_pan: 'john ronald  doe', date_of_birth: '2001-11-11', ...CONSENT };

  it('normalises the arguments and answers with the documented field names', async () => {
    const outcome = await harness.run('verify_pan', person);

    expect(dataOf(outcome)).toEqual({
      pan: 'XXXPX1234A',
      category: 'individual',
      status: 'valid',
      remarks: null,
      name_match: true,
      name_match_details: { verdict: 'match', score: 100, reasons: [] },
      dob_match: true,
      aadhaar_seeding_status: 'y',
      verified_at: expect.any(Number),
    });
    expect(harness.sent.at(-1)?.body).toEqual({
      '@entity': 'in.co.sandbox.kyc.pan_verification.request',
      pan: 'XXXPX1234A',
      name_as_per_pan: 'john ronald doe',
      date_of_birth: '11/11/2001',
      consent: 'Y',
      reason: CONSENT.reason,
    });
    expect(outcome.meta).toEqual({ providerTransactionId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('reports an invalid PAN as an answer, not as an error', async () => {
    const data = dataOf(await harness.run('verify_pan', { ...person, pan: 'XXXFX1234J' }));
    expect(data).toMatchObject({ status: 'invalid', remarks: 'Deleted', name_match: false });
  });

  it('warns about an unusual PAN and still asks the provider', async () => {
    const outcome = await harness.run('verify_pan', { ...person, pan: 'ABCDE1234F' });
    expect(outcome.meta.warnings).toEqual([expect.stringContaining('"D"')]);
  });

  it.each([
    ['pan', 'XXXP1234A'],
    ['date_of_birth', '31/02/2001'],
    ['name_as_per_pan', 'J'],
    ['reason', ' '],
  ])('refuses a wrong %s before any request', async (field, value) => {
    const before = harness.sent.length;
    await expect(harness.run('verify_pan', { ...person, [field]: value })).rejects.toMatchObject({
      code: 'E2004',
      details: { field },
    });
    expect(harness.sent).toHaveLength(before);
  });

  it('sends no request without consent', async () => {
    await expect(harness.run('verify_pan', { ...person, consent: 'N' })).rejects.toMatchObject({ code: 'E2005' });
  });
});

describe('Aadhaar numbers', () => {
  it('are masked in answers, and a wrong check digit is a warning', async () => {
    const outcomes = await Promise.all([
      harness.run('check_pan_aadhaar_link', { pan: 'XXXPX1234A', aadhaar_number: '1234 5678 9012', ...CONSENT }),
      harness.run('aadhaar_okyc_generate_otp', { aadhaar_number: AADHAAR, ...CONSENT }),
    ]);

    for (const outcome of outcomes) {
      expect(dataOf(outcome)).toMatchObject({ aadhaar_number: 'XXXX XXXX 9012' });
      expect(JSON.stringify(outcome)).not.toContain(AADHAAR);
      expect(outcome.meta.warnings).toContainEqual(expect.stringContaining('check digit'));
    }
  });

  it('that are not linked are reported as an answer', async () => {
    const outcome = await harness.run('check_pan_aadhaar_link', {
      pan: 'XXXPN2222N',
      aadhaar_number: AADHAAR,
      ...CONSENT,
    });
    expect(dataOf(outcome)).toMatchObject({ linked: false, aadhaar_seeding_status: 'n' });
  });
});

describe('aadhaar_okyc_verify_otp', () => {
  it('takes the reference of the OTP, and returns the photo as an image beside the data', async () => {
    const sent = dataOf(await harness.run('aadhaar_okyc_generate_otp', { aadhaar_number: AADHAAR, ...CONSENT }));
    const outcome = await harness.run('aadhaar_okyc_verify_otp', { reference_id: sent.reference_id, otp: '121 212' });

    expect(dataOf(outcome)).toMatchObject({
      status: 'VALID',
      name: 'John Doe',
      date_of_birth: '1985-04-21',
      year_of_birth: '1985',
      has_photo: true,
      address: { district: 'Bengaluru', landmark: null, pincode: '560001' },
    });
    expect(dataOf(outcome)).not.toHaveProperty('photo');
    expect(outcome).toMatchObject({
      content: [{ type: 'image', mimeType: 'image/jpeg', data: expect.stringMatching(/^\/9j\//) }],
    });
  });
});

describe('verify_ifsc', () => {
  it('reads the answer, which has no envelope', async () => {
    expect(dataOf(await harness.run('verify_ifsc', { ifsc: 'sbin 0021745' }))).toMatchObject({
      ifsc: 'SBIN0021745',
      bank: 'State Bank of India',
      region: 'IN-KA',
      imps: true,
      swift: null,
    });
  });
});

describe('mca_company_search', () => {
  it('answers a company with plain keys', async () => {
    const data = dataOf(await harness.run('mca_company_search', { id: 'u12300gj2017ptc123456', ...CONSENT }));

    expect(data).toMatchObject({
      kind: 'company',
      name: 'JOHN DOE PRIVATE LIMITED',
      status: 'Active',
      has_more: false,
    });
    expect(data.master_data).toMatchObject({ company_status_for_efiling: 'Active', paid_up_capital_rs: '100000' });
    expect(data.directors).toEqual([expect.objectContaining({ din_pan: '99999999' })]);
    expect(JSON.stringify(data)).not.toContain('@entity');
  });

  it('answers a partnership, however its LLPIN is written', async () => {
    const data = dataOf(await harness.run('mca_company_search', { id: 'abc 1234', ...CONSENT }));
    expect(data).toMatchObject({ kind: 'llp', id: 'ABC-1234', name: 'JANE DOE CONSULTING LLP', status: 'Active' });
  });

  it('answers names page by page', async () => {
    const page = (offset: number) =>
      harness.run('mca_company_search', { company_name: 'john', limit: 1, offset, ...CONSENT });
    const [first, second] = [dataOf(await page(0)), dataOf(await page(1))];

    expect(first).toMatchObject({ kind: 'matches', matches: [{ name: 'JOHN DOE PRIVATE LIMITED' }], has_more: true });
    expect(second).toMatchObject({ matches: [{ name: 'JOHN DOE SOLUTIONS (OPC) PRIVATE LIMITED' }], has_more: false });
  });

  it.each([
    ['neither id nor name', {}, 'E2003', 'id'],
    ['both', { id: 'ABC-1234', company_name: 'Jane' }, 'E2004', 'company_name'],
    ['a name of two characters', { company_name: ' Ja ' }, 'E2004', 'company_name'],
  ])('refuses %s', async (_case, args, code, field) => {
    await expect(harness.run('mca_company_search', { ...args, ...CONSENT })).rejects.toMatchObject({
      code,
      details: { field },
    });
  });
});

describe('mca_director_search', () => {
  it('answers with the positions of a director', async () => {
    expect(dataOf(await harness.run('mca_director_search', { din: '99999999', ...CONSENT }))).toMatchObject({
      din: '99999999',
      name: 'JOHN DOE',
      companies: [{ id: 'U12300GJ2017PTC123456', designation: 'Director', end_date: null }],
      llps: [{ id: 'ABC-1234', name: 'JANE DOE CONSULTING LLP' }],
    });
  });
});

describe('the reference of an OTP', () => {
  it('is accepted only from the caller that requested the OTP; no request is sent for another', async () => {
    const { reference_id } = dataOf(
      await harness.run('aadhaar_okyc_generate_otp', { aadhaar_number: AADHAAR, ...CONSENT }),
    );
    const verify = (reference: unknown, changes: CallOptions) =>
      harness.run('aadhaar_okyc_verify_otp', { reference_id: reference, otp: '121212' }, changes).then(
        () => 'verified',
        (thrown: ManifoldError) => [thrown.code, thrown.message, thrown.details],
      );
    const sent = harness.sent.length;
    const refusals = [
      await verify(reference_id, { owner: 'test:stranger' }),
      await verify(reference_id, { tenant: 'elsewhere' }),
      await verify('7654321', {}),
    ];
    expect(refusals).toEqual(Array(3).fill(refusals[2]));
    expect(refusals[2]).toEqual(['E4007', expect.any(String), expect.objectContaining({ field: 'reference_id' })]);
    expect(harness.sent).toHaveLength(sent);
    expect(await verify(Number(reference_id), {})).toBe('verified');
  });
});

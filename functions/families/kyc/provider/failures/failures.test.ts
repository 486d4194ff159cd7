import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import sandbox from '../../../../../sandboxes/kyc/sandbox.ts';
import { familyUnderTest } from '../../../../../test/support/family-harness.ts';
import { ManifoldError } from '../../../../core/errors/manifold-error.ts';
import family from '../../family.ts';
import { rememberOpened } from '../../store/opened.ts';
import { CONSENT } from '../../testing/consent.ts';

const harness = await familyUnderTest(family, { sandbox });
beforeEach(async () => void (await harness.clear()));
const soon = () => ({ context: { deadline: Date.now() + 900 } });

const PERSON = { pan: 'XXXPX1234A', name_as_per_pan: 'John Ronald Doe', date_of_birth: '11/11/2001' };
const ACCOUNT = { ifsc: 'SBIN0021745', account_number: '900000000000' };
const OTP = { reference_id: '1234567', otp: '121212' };

/** Failures that any API of the provider may answer with; the reason of a PAN verification selects one. */
const ANY: [fault: string, code: string, rest?: Record<string, unknown>][] = [
  ['400', 'E4004'],
  ['402', 'E4006'],
  ['403-credits', 'E4006', { message: expect.stringContaining('credits') }],
  ['403-quota', 'E4006', { message: expect.stringContaining('quota') }],
  ['403-privilege', 'E4006', { message: expect.stringContaining('subscribed') }],
  ['404', 'E4004'],
  ['413', 'E4004'],
  ['429', 'E4003', { retryable: true, details: { retryAfter: 30 } }],
  ['500', 'E4004', { retryable: true }],
  ['502', 'E4005', { retryable: true }],
  ['503', 'E4005', { retryable: true }],
  ['504', 'E4002', { retryable: true }],
  ['drop', 'E4001', { retryable: true }],
  ['cut', 'E4001', { retryable: true }],
  ['garble', 'E4004', { retryable: false }],
  ['418', 'E4004', { message: expect.stringContaining('not documented') }],
  ['undocumented', 'E4004'],
];

describe('failures of any API', () => {
  it.each(ANY)('%s is %s', async (fault, code, rest = {}) => {
    const call = harness.runOnce('verify_pan', { ...PERSON, ...CONSENT, reason: `simulate:${fault}` });
    await expect(call).rejects.toMatchObject({ code, ...rest });
  });

  it('quote an undocumented message without possible personal data', async () => {
    const call = harness.runOnce('verify_pan', { ...PERSON, ...CONSENT, reason: 'simulate:undocumented' });
    await expect(call).rejects.toMatchObject({
      message: expect.not.stringMatching(/123456789012|ABCPX1234Z/),
    });
  });

  it('a slow answer is E4002 at the deadline', async () => {
    const call = harness.runOnce('verify_pan', { ...PERSON, ...CONSENT, reason: 'simulate:slow:20000' }, soon());
    await expect(call).rejects.toMatchObject({ code: 'E4002' });
  });

  it('an idempotent call is retried and succeeds', async () => {
    const outcome = await harness.run('verify_pan', { ...PERSON, ...CONSENT, reason: 'simulate:503:once' });

    expect(outcome.status).toBe('ok');
    expect(
      (await harness.transcript()).filter(({ path }) => path === '/kyc/pan/verify').map(({ status }) => status),
    ).toEqual([503, 200]);
  });
});

describe('a call that timed out', () => {
  it('is not repeated, since the provider bills each request', async () => {
    const call = harness.run('verify_pan', { ...PERSON, ...CONSENT, reason: 'simulate:504' });
    await expect(call).rejects.toMatchObject({ code: 'E4002', retryable: true });
    expect((await harness.transcript()).filter(({ path }) => path === '/kyc/pan/verify')).toHaveLength(1);
  });

  it.each(family.manifest.tools.filter(({ annotations }) => annotations.idempotentHint))(
    'is not repeated by $name',
    ({ name }) => {
      const timeout = new ManifoldError('E4002', 'Too late.');
      expect(timeout.retryable).toBe(true);
      expect(family.tools.get(name)?.shouldRetry(timeout)).toBe(false);
    },
  );

  it('had all of the time of its tool', async () => {
    const timers = jest.spyOn(AbortSignal, 'timeout');
    await harness.run('verify_pan', { ...PERSON, ...CONSENT });
    const limits = timers.mock.calls.map(([ms]) => ms);
    timers.mockRestore();
    expect(limits.some((ms) => ms > 15_000)).toBe(true);
  });
});

type Case = [tool: string, args: Record<string, unknown>, code: string, details?: Record<string, unknown>];

const link = (pan: string, aadhaar_number: string) => ({ pan, aadhaar_number, ...CONSENT });
const otpFor = (aadhaar_number: string) => ({ aadhaar_number, ...CONSENT });
/** Records the ids in the arguments as opened by the caller, as an earlier answer of the provider would. */
async function opened(args: Record<string, unknown>): Promise<void> {
  const { reference_id: reference, session_id: session } = args;
  if (typeof reference === 'string') await rememberOpened(harness.call(), { kind: 'otp-reference', id: reference });
  if (typeof session === 'string') await rememberOpened(harness.call(), { kind: 'digilocker-session', id: session });
}
const account = (account_number: string) => ({ ifsc: 'SBIN0021745', account_number });

const DOCUMENTED: Case[] = [
  ['check_pan_aadhaar_link', link('XXXCX1234A', '123456789012'), 'E2004', { field: 'pan' }],
  ['check_pan_aadhaar_link', link('XXXPX1234A', '999999999999'), 'E2004', { field: 'aadhaar_number' }],
  ['check_pan_aadhaar_link', link('XXXPX9999Z', '123456789012'), 'E4007', { field: 'pan' }],
  ['aadhaar_okyc_generate_otp', otpFor('123456789013'), 'E2004', { field: 'aadhaar_number' }],
  ['aadhaar_okyc_generate_otp', otpFor('222222222222'), 'E4003', { retryAfter: 45 }],
  ['aadhaar_okyc_generate_otp', otpFor('444444444444'), 'E4007', { field: 'aadhaar_number' }],
  ['aadhaar_okyc_generate_otp', otpFor('123456789020'), 'E4005'],
  ['aadhaar_okyc_verify_otp', { ...OTP, otp: '000000' }, 'E2004', { field: 'otp' }],
  ['aadhaar_okyc_verify_otp', { ...OTP, otp: '999999' }, 'E4008', { field: 'otp' }],
  ['aadhaar_okyc_verify_otp', { ...OTP, reference_id: '1234569' }, 'E4008', { field: 'otp' }],
  ['aadhaar_okyc_verify_otp', { ...OTP, reference_id: '1234566' }, 'E2004', { field: 'reference_id' }],
  ['aadhaar_okyc_verify_otp', { ...OTP, reference_id: '1234570' }, 'E3006', { retryAfter: 30 }],
  ['verify_ifsc', { ifsc: 'SBIN0999999' }, 'E4007', { field: 'ifsc' }],
  ['verify_bank_account_penny_drop', account('900000000004'), 'E2004', { field: 'ifsc' }],
  ['verify_bank_account_penny_drop', account('900000000005'), 'E4004'],
  ['verify_bank_account_penny_drop', account('900000000006'), 'E4005'],
  ['verify_bank_account_penny_drop', account('900000000007'), 'E4005'],
  ['verify_bank_account_penny_drop', account('900000000008'), 'E4005'],
  ['verify_bank_account_penny_drop', account('900000000009'), 'E4004'],
  ['verify_bank_account_penny_drop', account('900000000010'), 'E2004', { field: 'account_number' }],
  ['verify_bank_account_penny_drop', account('900000000011'), 'E4004'],
  ['verify_bank_account_penny_drop', account('900000000012'), 'E4004'],
  ['verify_bank_account_penny_drop', account('900000000013'), 'E4004', { field: 'account_number' }],
  ['verify_bank_account_penny_drop', account('900000000016'), 'E2004', { field: 'ifsc' }],
  ['verify_bank_account_penniless', account('900000000015'), 'E4005'],
  ['digilocker_get_status', { session_id: 'no-such-session' }, 'E4007', { field: 'session_id' }],
  ['mca_company_search', { id: 'ABC-1231', ...CONSENT }, 'E4007', { field: 'id' }],
  ['mca_company_search', { company_name: 'Nobody', ...CONSENT }, 'E4007'],
  ['mca_director_search', { din: '12345678', ...CONSENT }, 'E4007', { field: 'din' }],
];

describe('failures that an API documents', () => {
  it.each(DOCUMENTED)('%s %j is %s', async (tool, args, code, details = {}) => {
    await opened(args);
    await expect(harness.runOnce(tool, args)).rejects.toMatchObject({ code, details });
  });
});

describe('calls that must not be sent twice', () => {
  const marked: [tool: string, args: (marker: string) => Record<string, unknown>][] = [
    ['verify_bank_account_penny_drop', (marker) => ({ ...ACCOUNT, name: marker })],
    ['aadhaar_okyc_generate_otp', (marker) => ({ aadhaar_number: '123456789012', consent: 'Y', reason: marker })],
    ['aadhaar_okyc_verify_otp', (marker) => ({ ...OTP, reference_id: marker })],
  ];
  const faults = ['drop', 'cut', 'garble', 'undocumented', '500', '502', '504'];
  const cases = marked.flatMap(([tool, args]) =>
    faults.map((fault) => [tool, fault, args(`simulate:${fault}`)] as const),
  );

  it.each(cases)('%s after %s has an unknown outcome and is sent once', async (tool, _fault, args) => {
    await opened(args);
    await expect(harness.run(tool, args)).rejects.toMatchObject({
      code: 'E3008',
      retryable: false,
      message: expect.stringContaining('heck with'),
    });
    expect((await harness.transcript()).filter(({ path }) => path !== '/authenticate')).toHaveLength(1);
  });

  it('have an unknown outcome at the deadline, too', async () => {
    const call = harness.run('verify_bank_account_penny_drop', { ...ACCOUNT, name: 'simulate:slow:20000' }, soon());
    await expect(call).rejects.toMatchObject({ code: 'E3008' });
  });

  it('keep the error of a refusal', async () => {
    const call = harness.run('verify_bank_account_penny_drop', { ...ACCOUNT, name: 'simulate:429' });
    await expect(call).rejects.toMatchObject({ code: 'E4003' });
  });

  it('are E4001 if the provider cannot be reached, since nothing was sent', async () => {
    const settings = { KYC_API_BASE_URL: 'http://127.0.0.1:1' };
    const call = harness.run('verify_bank_account_penny_drop', ACCOUNT, { settings });
    await expect(call).rejects.toMatchObject({ code: 'E4001' });
  });
});

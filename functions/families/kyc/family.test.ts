import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../sandboxes/kyc/sandbox.ts';
import { dataOf, familyUnderTest } from '../../../test/support/family-harness.ts';
import family from './family.ts';
import { CONSENT } from './testing/consent.ts';

const harness = await familyUnderTest(family, { sandbox });

const { manifest } = family;
const tools = new Map(manifest.tools.map((tool) => [tool.name, tool]));
const HOUR = 3_600;

/** The tools of requirement B1; the family may have more, each with tests of its own. */
const REQUIRED = [
  'aadhaar_okyc_generate_otp',
  'aadhaar_okyc_verify_otp',
  'check_pan_aadhaar_link',
  'digilocker_fetch_document',
  'digilocker_get_status',
  'digilocker_init_session',
  'mca_company_search',
  'mca_director_search',
  'verify_bank_account_penniless',
  'verify_bank_account_penny_drop',
  'verify_ifsc',
  'verify_pan',
];
const required = [...tools.values()].filter(({ name }) => REQUIRED.includes(name));

describe('the family', () => {
  it('has the twelve tools', () => {
    expect(required.map(({ name }) => name).sort()).toEqual(REQUIRED);
  });

  it.each(required)('$name keeps to the limits of the family', ({ rateLimit, timeoutMs, requiredScopes }) => {
    expect(rateLimit).toEqual({ perMinute: 60, perHour: 1000, burst: 10 });
    expect(timeoutMs).toBe(30_000);
    expect(requiredScopes).not.toEqual([]);
  });

  it.each([
    ['verify_pan', HOUR],
    ['check_pan_aadhaar_link', 2 * HOUR],
    ['verify_ifsc', 24 * HOUR],
    ['verify_bank_account_penny_drop', HOUR],
    ['verify_bank_account_penniless', HOUR],
    ['mca_company_search', 6 * HOUR],
    ['mca_director_search', 6 * HOUR],
    ['aadhaar_okyc_generate_otp', undefined],
    ['aadhaar_okyc_verify_otp', undefined],
    ['digilocker_init_session', undefined],
    ['digilocker_get_status', undefined],
    ['digilocker_fetch_document', undefined],
  ])('%s is cached for %s seconds', (name, seconds) => {
    expect(tools.get(name)?.cache?.ttlSeconds).toBe(seconds);
  });

  it('declares the penny drop as the only tool that moves money', () => {
    const drop = tools.get('verify_bank_account_penny_drop');
    expect(drop).toMatchObject({
      movesMoney: true,
      retry: { maxAttempts: 1 },
      requiredScopes: ['kyc:money'],
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
      description: expect.stringContaining('₹1'),
    });
    expect([...tools.values()].filter(({ movesMoney }) => movesMoney)).toEqual([drop]);
  });

  it('never retries a call that acts anew each time', () => {
    const once = [...tools.values()].filter(({ annotations }) => !annotations.idempotentHint);
    expect(once.map(({ name }) => name).sort()).toEqual([
      'aadhaar_okyc_generate_otp',
      'aadhaar_okyc_verify_otp',
      'digilocker_init_session',
      'verify_bank_account_penny_drop',
    ]);
    expect(once.every(({ retry }) => retry.maxAttempts === 1)).toBe(true);
  });

  it.each(required)('$name documents the failures that it maps', ({ errorMappings }) => {
    const statuses = errorMappings.map(({ providerStatus }) => providerStatus);
    expect(statuses).toEqual(expect.arrayContaining([401, 403, 429, 500, 503, 504]));
  });
});

/** Examples need a session or an OTP that exists; everything else works as documented. */
async function exampleOf(given: Record<string, unknown>): Promise<Record<string, unknown>> {
  if ('reference_id' in given) {
    const sent = await harness.run('aadhaar_okyc_generate_otp', { aadhaar_number: '123456789012', ...CONSENT });
    return { ...given, reference_id: dataOf(sent).reference_id };
  }
  if (!('session_id' in given)) return given;
  const session = await harness.run('digilocker_init_session', {
    flow: 'signin',
    doc_types: ['aadhaar', 'pan'],
    redirect_url: 'https://example.com/?outcome=now',
  });
  return { ...given, session_id: dataOf(session).session_id };
}

describe('examples', () => {
  const cases = [...tools.values()].flatMap((tool) =>
    tool.examples.map((example) => ({ tool, title: `${tool.name}: ${example.title}`, args: example.arguments })),
  );

  it.each(cases)('$title runs, and both ends match the published schemas', async ({ tool, args }) => {
    const given = await exampleOf(args);
    const outcome = await harness.run(tool.name, given);

    expect(new Validator(tool.inputSchema, '2020-12').validate(given).errors).toEqual([]);
    expect(new Validator(tool.outputSchema ?? {}, '2020-12').validate(dataOf(outcome)).errors).toEqual([]);
  });
});

describe('the reference', () => {
  it.each(manifest.resources.map(({ uri }) => uri))('%s can be read', async (uri) => {
    expect(await harness.answer({ kind: 'resource', uri })).toMatchObject({
      contents: [{ uri, mimeType: 'text/markdown', text: expect.stringMatching(/^# /) }],
    });
  });

  it('has a topic for each identifier', () => {
    expect(manifest.resources.map(({ uri }) => uri.split('/').at(-1))).toEqual([
      'pan',
      'aadhaar',
      'ifsc',
      'cin',
      'llpin',
      'din',
    ]);
  });

  it('completes topics, and suggests a topic for an unknown one', async () => {
    const ref = { type: 'ref/resource', uri: 'kyc://reference/{topic}' } as const;
    const completion = { kind: 'completion', ref, argument: { name: 'topic', value: 'P' }, resolved: {} } as const;
    expect(await harness.answer(completion)).toMatchObject({ values: ['pan'] });
    await expect(harness.answer({ kind: 'resource', uri: 'kyc://reference/aadhar' })).rejects.toMatchObject({
      code: 'E4007',
      details: { suggestion: 'Did you mean "aadhaar"?' },
    });
  });
});

describe('prompts', () => {
  const render = (prompt: string, args: Record<string, string>) =>
    harness.answer({ kind: 'prompt', prompt, arguments: args });
  const purpose = 'Opening of a savings account';

  it.each([
    ['individual_onboarding', { purpose }],
    ['individual_onboarding', { purpose, method: 'digilocker', bank_account: 'penny_drop' }],
    ['company_onboarding', { purpose, company: 'ABC-1234' }],
  ])('%s names only tools that exist: %j', async (name, args) => {
    const text = JSON.stringify(await render(name, args));
    const named = text.match(/\b(?:verify|check|aadhaar_okyc|digilocker|mca)_[a-z_]+/g) ?? [];

    expect(text).toContain(purpose);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((tool) => !tools.has(tool))).toEqual([]);
  });

  it('refuses an argument that it does not know, with a suggestion', async () => {
    await expect(render('individual_onboarding', { purpose, method: 'digiloker' })).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'method', suggestion: 'Did you mean "digilocker"?' },
    });
  });

  it('completes its arguments', async () => {
    const completion = await harness.answer({
      kind: 'completion',
      ref: { type: 'ref/prompt', name: 'individual_onboarding' },
      argument: { name: 'bank_account', value: 'penn' },
      resolved: {},
    });
    expect(completion).toMatchObject({ values: ['penniless', 'penny_drop'] });
  });
});

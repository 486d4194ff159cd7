import { describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type CallOptions, dataOf, familyUnderTest } from '../../../../test/support/family-harness.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import family from '../family.ts';

const harness = await familyUnderTest(family, { sandbox });

const SESSION = { flow: 'signin', doc_types: ['aadhaar', 'driving_license'], redirect_url: 'https://example.com/done' };
const begin = async (changes: Record<string, unknown> = {}) =>
  String(dataOf(await harness.run('digilocker_init_session', { ...SESSION, ...changes })).session_id);
const begun = () => begin({ redirect_url: 'https://example.com/done?outcome=now' });
const status = async (session_id: string) => dataOf(await harness.run('digilocker_get_status', { session_id })).status;

describe('a DigiLocker session', () => {
  it('passes through its states as its status is read', async () => {
    const session = await begin();
    expect([await status(session), await status(session), await status(session), await status(session)]).toEqual([
      'created',
      'initialized',
      'authorized',
      'succeeded',
    ]);
  });

  it('succeeds when the person consents at the authorization address', async () => {
    const started = dataOf(await harness.run('digilocker_init_session', SESSION));
    const response = await fetch(String(started.authorization_url), { redirect: 'manual' });

    expect(response.headers.get('location')).toBe(SESSION.redirect_url);
    expect(await status(String(started.session_id))).toBe('succeeded');
  });

  it.each(['failed', 'expired'])('may end as %s, and its status says what to do', async (outcome) => {
    const session_id = await begin({ redirect_url: `https://example.com/done?outcome=${outcome}` });
    for (let step = 0; step < 3; step += 1) await status(session_id);
    const data = dataOf(await harness.run('digilocker_get_status', { session_id }));
    expect(data).toMatchObject({ status: outcome, next_step: expect.stringContaining('digilocker_init_session') });
  });

  it('is started with each document once and the options unchanged', async () => {
    await begin({ doc_types: ['pan', 'pan'], options: { pinless: true, verified_mobile: '090000 00000' } });
    expect(harness.sent.at(-1)?.body).toMatchObject({
      doc_types: ['pan'],
      options: { pinless: true, verified_mobile: '9000000000' },
    });
  });

  it.each([
    ['an address without TLS', { redirect_url: 'http://example.com' }, 'redirect_url'],
    ['no document', { doc_types: [] }, 'doc_types'],
    ['a consent that ends within the hour', { consent_expiry: 1_000 }, 'consent_expiry'],
  ])('is refused with %s', async (_case, changes, field) => {
    await expect(harness.run('digilocker_init_session', { ...SESSION, ...changes })).rejects.toMatchObject({
      code: 'E2004',
      details: { field },
    });
  });
});

describe('documents', () => {
  const fetchDocument = (session_id: string, doc_type: string) =>
    harness.run('digilocker_fetch_document', { session_id, doc_type });

  it('are answered as resource links without the presigned address', async () => {
    const session = await begun();
    const outcome = await fetchDocument(session, 'driving_license');

    expect(outcome).toMatchObject({
      content: [
        { type: 'resource_link', uri: `kyc://digilocker/${session}/driving_license/0`, mimeType: 'application/xml' },
        { type: 'resource_link', uri: `kyc://digilocker/${session}/driving_license/1`, mimeType: 'application/pdf' },
      ],
    });
    expect(JSON.stringify(outcome)).not.toMatch(/X-Amz|127\.0\.0\.1/);
  });

  it('are read through their links: XML as text, the rest as a blob', async () => {
    const session = await begun();
    const read = (index: number) =>
      harness.answer({ kind: 'resource', uri: `kyc://digilocker/${session}/driving_license/${index}` });

    expect(await read(0)).toMatchObject({
      contents: [{ mimeType: 'application/xml', text: expect.stringContaining('<Certificate') }],
    });
    expect(await read(1)).toMatchObject({
      contents: [{ mimeType: 'application/pdf', blob: expect.stringMatching(/^JVBERi/) }],
    });
  });

  it('are downloaded without the credentials of the provider', async () => {
    const session = await begun();
    await harness.answer({ kind: 'resource', uri: `kyc://digilocker/${session}/aadhaar/0` });
    expect(Object.keys(harness.sent.at(-1)?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(harness.sent.at(-1)?.headers).not.toHaveProperty('x-api-key');
  });

  it('are E4008 before the person has consented', async () => {
    await expect(fetchDocument(await begin(), 'aadhaar')).rejects.toMatchObject({
      code: 'E4008',
      message: expect.stringContaining('digilocker_get_status'),
    });
  });

  it('are E4007 if the person did not consent to them', async () => {
    await expect(fetchDocument(await begun(), 'pan')).rejects.toMatchObject({ code: 'E4007' });
  });

  it.each(['aadhaar/7', 'aadhaar/x', 'passport/0', 'aadhaar/-1'])(
    'are E4007 if they do not exist: %s',
    async (rest) => {
      const uri = `kyc://digilocker/${await begun()}/${rest}`;
      await expect(harness.answer({ kind: 'resource', uri })).rejects.toMatchObject({ code: 'E4007' });
    },
  );

  it('complete the type of document', async () => {
    const completion = await harness.answer({
      kind: 'completion',
      ref: { type: 'ref/resource', uri: 'kyc://digilocker/{session_id}/{doc_type}/{index}' },
      argument: { name: 'doc_type', value: 'dr' },
      resolved: {},
    });
    expect(completion).toMatchObject({ values: ['driving_license'] });
  });
});

describe('a session of another person', () => {
  const read = (session: string, changes: CallOptions) =>
    harness.answer({ kind: 'resource', uri: `kyc://digilocker/${session}/aadhaar/0` }, changes);
  const uses: [use: string, run: (session: string, changes: CallOptions) => Promise<unknown>][] = [
    ['digilocker_get_status', (session_id, by) => harness.run('digilocker_get_status', { session_id }, by)],
    [
      'digilocker_fetch_document',
      (session_id, by) => harness.run('digilocker_fetch_document', { session_id, doc_type: 'aadhaar' }, by),
    ],
    ['the resource of a file', read],
  ];

  it.each(uses)('looks to %s like one that does not exist, and no request is sent', async (_use, run) => {
    const session = await begun();
    await expect(run(session, {})).resolves.toMatchObject({ status: 'ok' });
    const sent = harness.sent.length;
    const refusals = await Promise.all([
      run(session, { owner: 'test:stranger' }).catch(refusalOf),
      run(session, { tenant: 'elsewhere' }).catch(refusalOf),
      run('no-such-session', {}).catch(refusalOf),
    ]);
    expect(refusals).toEqual(Array(3).fill(refusals[2]));
    expect(refusals[2]).toMatchObject({ code: 'E4007', details: { field: 'session_id' } });
    expect(harness.sent).toHaveLength(sent);
  });

  it('is remembered until its consent ends, if that is later than a month', async () => {
    const consent_expiry = Date.now() + 90 * 86_400_000;
    const session = await begin({ consent_expiry });
    const item = await harness.call().store.get({ pk: 'user#test:ada', sk: `digilocker-session#${session}` });
    expect(item?.expiresAt).toBe(Math.ceil(consent_expiry / 1000));
  });
});

describe('the address that a person is sent back to', () => {
  it('is refused before any request if the stage does not allow its origin', async () => {
    const sent = harness.sent.length;
    await expect(begin({ redirect_url: 'https://evil.example/done' })).rejects.toMatchObject({
      code: 'E2004',
      details: { field: 'redirect_url' },
    });
    expect(harness.sent).toHaveLength(sent);
  });
});

function refusalOf(thrown: unknown) {
  if (!(thrown instanceof ManifoldError)) throw thrown;
  return { code: thrown.code, message: thrown.message, details: thrown.details };
}

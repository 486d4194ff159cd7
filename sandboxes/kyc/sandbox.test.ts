import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sandbox from './sandbox.ts';

let running: Awaited<ReturnType<typeof sandbox.start>>;
const lines: string[] = [];
beforeEach(async () => {
  lines.length = 0;
  running = await sandbox.start({ log: (line) => lines.push(line) });
});
afterEach(() => running.stop());

const KEY = { 'x-api-key': 'key_local_manifold' };
const ENTITY = 'in.co.sandbox.kyc.pan_verification.request';
const PERSON = {
  '@entity': ENTITY,
  pan: 'XXXPX1234A',
  name_as_per_pan: 'John Ronald Doe',
  date_of_birth: '11/11/2001',
  consent: 'Y',
  reason: 'Onboarding of a new customer',
};

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${running.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}

async function token(): Promise<string> {
  const headers = { ...KEY, 'x-api-secret': 'secret_local_manifold' };
  const { body } = await ask('/authenticate', { method: 'POST', headers });
  const { access_token } = (body?.data ?? {}) as { access_token?: string };
  if (access_token === undefined) throw new Error('The sandbox issued no token.');
  return access_token;
}

const verify = async (body: unknown, headers: Record<string, string> = {}) =>
  ask('/kyc/pan/verify', {
    method: 'POST',
    headers: { authorization: await token(), ...KEY, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('the stand-in provider', () => {
  it('answers in the envelope', async () => {
    expect(await verify(PERSON)).toEqual({
      status: 200,
      body: {
        code: 200,
        timestamp: expect.any(Number),
        transaction_id: expect.any(String),
        data: expect.objectContaining({ status: 'valid', name_as_per_pan_match: true, date_of_birth_match: true }),
      },
    });
  });

  it('hands out what the local cloud needs', () => {
    expect(sandbox.environment(running.url)).toEqual({
      KYC_API_BASE_URL: running.url,
      KYC_DOCUMENT_HOSTS: new URL(running.url).host,
    });
    expect(Object.keys(sandbox.secret())).toEqual(['apiKey', 'apiSecret']);
  });

  it.each([
    ['the word Bearer', async () => verify(PERSON, { authorization: `Bearer ${await token()}` }), 401],
    ['another key', async () => verify(PERSON, { 'x-api-key': 'key_local_other' }), 401],
    ['a token of its own making', async () => verify(PERSON, { authorization: 'e30.e30.sig' }), 401],
    ['another content type', async () => verify(PERSON, { 'content-type': 'text/plain' }), 400],
    ['another @entity', async () => verify({ ...PERSON, '@entity': 'x' }), 400],
    ['a field that is not known', async () => verify({ ...PERSON, extra: 1 }), 400],
    ['no consent', async () => verify({ ...PERSON, consent: 'N' }), 422],
    ['no reason', async () => verify({ ...PERSON, reason: '' }), 422],
    ['a PAN of another shape', async () => verify({ ...PERSON, pan: 'xxxpx1234a' }), 422],
    ['a path that is not known', async () => ask('/kyc/nothing', { headers: { ...KEY } }), 404],
  ])('refuses %s', async (_what, request, status) => {
    expect((await request()).status).toBe(status);
  });

  it('refuses wrong credentials as the provider does', async () => {
    const attempt = (apiKey: string) =>
      ask('/authenticate', { method: 'POST', headers: { 'x-api-key': apiKey, 'x-api-secret': 'wrong' } });

    expect(await attempt('key_local_manifold')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(await attempt('key_local_expired')).toMatchObject({ status: 403, body: { message: 'Bad Credentials' } });
  });

  it('keeps a transcript without personal data, and clears it when asked', async () => {
    await verify(PERSON);
    const transcript = await ask('/__transcript');
    expect(transcript.body?.requests).toEqual([
      expect.objectContaining({ method: 'POST', path: '/authenticate', status: 200 }),
      expect.objectContaining({ method: 'POST', path: '/kyc/pan/verify', status: 200, queryNames: [] }),
    ]);
    expect(JSON.stringify(transcript.body)).not.toMatch(/John|secret_local|XXXPX1234A/);

    await ask('/__transcript', { method: 'DELETE' });
    expect((await ask('/__transcript')).body?.requests).toEqual([]);
  });

  it('logs a line per call, without account numbers', async () => {
    const headers = { authorization: await token(), ...KEY };
    await ask('/bank/SBIN0021745/accounts/900000000000/penniless-verify', { headers });
    expect(lines.at(-1)).toBe('GET /bank/SBIN0021745/accounts/…/penniless-verify 200');
  });

  it('accepts orders at its control path, and refuses unknown ones', async () => {
    const order = (body: unknown) => ask('/__control', { method: 'POST', body: JSON.stringify(body) });

    await order({ down: true });
    expect((await ask('/authenticate', { method: 'POST' })).status).toBe(503);
    await order({ down: false });
    expect((await order({ dwon: true })).status).toBe(400);
  });

  it('opens a presigned file to a caller with the whole address, and to no other', async () => {
    expect((await fetch(`${running.url}/files/aadhaar/0?X-Amz-Signature=guess`)).status).toBe(403);
  });
});

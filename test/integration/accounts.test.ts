import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { LOCAL_PASSWORD } from '../../local/issuer/people.ts';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { logs, newKey } from './support/control.ts';
import { answerOf, callTool, modern } from './support/endpoint.ts';

const ADA = `test:ada-${randomUUID()}`;
const SCOPES = ['accounts:read', 'accounts:write', 'accounts:sign-in', 'tools:list'];

let agent: string;
let ada: string;
let eve: string;
beforeAll(async () => {
  agent = await newKey({ id: 'test:sign-in-agent', scopes: SCOPES, unattended: true });
  ada = await newKey({ id: ADA, roles: ['user'], tier: 'team', scopes: SCOPES });
  eve = await newKey({ id: `test:eve-${randomUUID()}`, scopes: SCOPES });
});

const call = (name: string, args: object, meta: Record<string, unknown> = {}, key = agent) =>
  callTool(name, { ...args }, { key, meta });
const errorOf = ({ _meta }: { _meta: Record<string, unknown> }) => _meta['manifold/error'];
const begin = (username: string, password = LOCAL_PASSWORD) => call('authenticate_user', { username, password });
/**
 * The code of a person's authenticator, which the local user pool writes into its log. A code works once, so each test of the
 * suite signs in another person.
 */
async function codeOf(email: string): Promise<string> {
  const codes = (await logs('cloud')).filter(({ text }) => text.startsWith(`the one-time password of ${email} is`));
  return codes.at(-1)?.text.slice(-6) ?? '';
}
async function signIn(email: string, meta: Record<string, unknown> = {}) {
  const { structuredContent: first } = await begin(email);
  const second = { session: first.session, mfa_code: await codeOf(email) };
  return { second, result: await call('authenticate_user', second, meta) };
}
const read = (key: string, uri: string) => answerOf(modern('resources/read', { uri }, { key }));
const contentOf = async (key: string, uri: string) => {
  const { result, error } = await read(key, uri);
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text);
};
/** Every item of every table, as text. */
async function everything(): Promise<string> {
  const client = operatorTables(endpoints());
  const found: unknown[] = [];
  try {
    for (const TableName of Object.values(endpoints().tables)) {
      for await (const { Items } of paginateScan({ client }, { TableName })) found.push(Items);
    }
  } finally {
    client.destroy();
  }
  return JSON.stringify(found);
}

describe('signing in with a password', () => {
  it('asks for the second factor and gives a token that opens the endpoint for that person', async () => {
    const { structuredContent: first } = await begin('uma.user@example.test');
    expect(first).toEqual({
      status: 'mfa_required',
      challenge: 'SOFTWARE_TOKEN_MFA',
      session: expect.any(String),
      next_step: expect.stringContaining('mfa_code'),
    });
    const mfa_code = await codeOf('uma.user@example.test');
    const { structuredContent: tokens } = await call('authenticate_user', { session: first.session, mfa_code });
    expect(tokens).toMatchObject({ status: 'authenticated', token_type: 'Bearer', expires_in: 3_600 });
    const { sub } = decodeJwt(tokens.token);
    const mine = await contentOf(tokens.token, 'users://me/permissions');
    expect(mine).toMatchObject({
      user_id: `cognito:${sub}`,
      tenant: 'dev',
      tier: 'team',
      roles: ['user'],
      effective: { second_factor: true, acts_for_others: false, administers: false, every_scope: false },
    });
    // The session alone would prove a sign-in with a second factor.
    const sensitive = await callTool('guarded_read', {}, { key: tokens.token });
    expect(errorOf(sensitive)).toBeUndefined();
  });

  it('leaves no password, code or token in tables, logs and replays', async () => {
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const { second, result } = await signIn('petra.personal@example.test', meta);
    const { token, refresh_token } = result.structuredContent;
    const again = await call('authenticate_user', second, meta);
    expect(again.structuredContent).toEqual({ status: 'authenticated', token_type: 'Bearer', expires_in: 3_600 });
    expect(again._meta['manifold/replayed']).toBe(true);
    const kept = await everything();
    const logged = JSON.stringify(await logs('function'));
    expect(logged).toContain('authenticate_user');
    for (const secret of [LOCAL_PASSWORD, token, refresh_token, second.session]) {
      expect(kept).not.toContain(secret);
      expect(logged).not.toContain(secret);
    }
  });

  it('is refused in the same words for a wrong password and for an unknown person', async () => {
    const wrong = errorOf(await begin('olga.operator@example.test', 'Wrong-one-1!'));
    expect(wrong).toMatchObject({ code: 'E4009', retryable: false });
    expect(errorOf(await begin('nobody@example.test'))).toMatchObject({
      message: (wrong as { message: string }).message,
    });
  });

  it.each([
    ['no password', { username: 'a@example.test' }, 'E2003', 'password'],
    ['nothing', {}, 'E2003', 'username'],
    ['a session without a code', { session: 'abc' }, 'E2003', 'mfa_code'],
    ['a code of five digits', { session: 'abc', mfa_code: '12345' }, 'E2004', 'mfa_code'],
    ['a session that does not exist', { session: 'bm9uZQ', mfa_code: '123456' }, 'E2004', 'session'],
  ])('with %s is refused, and the error names the field', async (_what, args, code, field) => {
    expect(errorOf(await call('authenticate_user', args))).toMatchObject({ code, details: { field } });
  });

  it('can be completed in the same session after a wrong code', async () => {
    const { structuredContent: first } = await begin('dev.developer@example.test');
    const mfa_code = await codeOf('dev.developer@example.test');
    const wrong = String((Number(mfa_code) + 1) % 1_000_000).padStart(6, '0');
    const refused = await call('authenticate_user', { session: first.session, mfa_code: wrong });
    expect(errorOf(refused)).toMatchObject({ code: 'E2004', details: { field: 'mfa_code' } });
    const { structuredContent: tokens } = await call('authenticate_user', { session: first.session, mfa_code });
    expect(tokens.status).toBe('authenticated');
  });
});

describe('a refresh token', () => {
  it('brings a new pair of tokens for the same person', async () => {
    const { result } = await signIn('otto.other@example.test');
    const { token, refresh_token } = result.structuredContent;
    const { structuredContent: renewed } = await call('refresh_token', { refresh_token });
    expect(renewed.refresh_token).not.toBe(refresh_token);
    expect(decodeJwt(renewed.token)).toMatchObject({ sub: decodeJwt(token).sub, tenant: 'other' });
    expect((await modern('tools/list', {}, { key: renewed.token })).status).toBe(200);
  });

  it('is refused if it was not issued', async () => {
    const refused = await call('refresh_token', { refresh_token: 'made-up-by-somebody' });
    expect(errorOf(refused)).toMatchObject({ code: 'E4008', details: { field: 'refresh_token' } });
  });
});

describe('a profile', () => {
  it('is stored encrypted and can be read by its owner alone', async () => {
    const legal_name = `Ada ${randomUUID()}`;
    const profile_data = { legal_name, phone: '+49 30 123456', timezone: 'Europe/Berlin' };
    const { structuredContent: changed } = await call('update_user_profile', { profile_data }, {}, ada);
    expect(changed).toMatchObject({ user_id: ADA, updated_fields: ['legal_name', 'phone', 'timezone'] });
    expect(await contentOf(ada, 'users://me/profile')).toMatchObject({
      user_id: ADA,
      profile: { legal_name, phone: '+4930123456', timezone: 'Europe/Berlin' },
      updated_at: changed.updated_at,
    });
    expect(await everything()).not.toContain(legal_name);
    expect(JSON.stringify(await logs('function'))).not.toContain(legal_name);
  });

  it('loses a field that is set to null', async () => {
    await call('update_user_profile', { profile_data: { display_name: 'Ada', locale: 'en-GB' } }, {}, ada);
    await call('update_user_profile', { profile_data: { locale: null } }, {}, ada);
    const { profile } = await contentOf(ada, 'users://me/profile');
    expect(profile).toMatchObject({ display_name: 'Ada' });
    expect(profile).not.toHaveProperty('locale');
  });

  it.each([
    ['a telephone number without its country', { phone: '030 123456' }, 'profile_data.phone'],
    ['a day that does not exist', { date_of_birth: '2001-02-30' }, 'profile_data.date_of_birth'],
    ['a role', { roles: ['admin'] }, 'profile_data.roles'],
  ])('refuses %s', async (_what, profile_data, field) => {
    const result = await call('update_user_profile', { profile_data }, {}, ada);
    expect(errorOf(result)).toMatchObject({ code: expect.stringMatching(/^E2/), details: { field } });
  });
});

it.each(['profile', 'permissions'])('reading or changing another person’s %s is refused', async (what) => {
  const { error } = await read(eve, `users://${encodeURIComponent(ADA)}/${what}`);
  expect(error).toMatchObject({ data: { code: 'E4007', details: { field: 'user_id' } } });
  const change = { user_id: ADA, profile_data: { display_name: 'Eve' } };
  expect(errorOf(await call('update_user_profile', change, {}, eve))).toMatchObject({ code: 'E4007' });
});

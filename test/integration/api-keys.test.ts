import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { operatorTables } from '../cloud/registry.ts';
import { newKey } from './support/control.ts';
import { answerOf, callTool, listTools, modern, type RequestOptions } from './support/endpoint.ts';

const ADA = `test:ada-${randomUUID()}`;
const SCOPES = ['api-keys:read', 'api-keys:write', 'harness:read', 'tools:list'];

let ada: string;
let eve: string;
let clerk: string;
beforeAll(async () => {
  ada = await newKey({ id: ADA, tier: 'team', scopes: SCOPES });
  eve = await newKey({ id: `test:eve-${randomUUID()}`, scopes: SCOPES });
  clerk = await newKey({ id: 'test:key-clerk', roles: ['admin'], scopes: [...SCOPES, 'users:act'] });
});

const REQUEST = { name: 'Nightly report', permissions: ['tools:list'], expires_in_days: 30 };
/** Makes a key; each call has its own request id. */
const generate = (args: object = {}, options: RequestOptions = {}) =>
  callTool(
    'generate_api_key',
    { ...REQUEST, ...args },
    { key: ada, meta: { 'manifold/idempotencyKey': randomUUID() }, ...options },
  );
const errorOf = ({ _meta }: { _meta: Record<string, unknown> }) => _meta['manifold/error'];
const statusOf = async (key: string) => (await modern('tools/list', {}, { key })).status;
const list = async (key: string, uri: string) => {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  if (error) throw new Error(JSON.stringify(error));
  return JSON.parse(result.contents[0].text);
};
/** Revokes like a person with an older client: the first call is refused with the effect and a confirmation token. */
interface KeyError {
  code: string;
  message: string;
  details: { confirmationToken?: string; effect?: string };
}

async function revoke(args: Record<string, unknown>, key = ada) {
  const refused = await callTool('revoke_api_key', args, { key });
  const error = errorOf(refused) as KeyError;
  const confirmation_token = error.details.confirmationToken;
  if (confirmation_token === undefined) return { error, result: refused };
  return { error, result: await callTool('revoke_api_key', { ...args, confirmation_token }, { key }) };
}

describe('a new API key', () => {
  it('opens the endpoint with the permissions that it was given, and no others', async () => {
    const { structuredContent: made } = await generate();
    expect(made).toMatchObject({
      principal: ADA,
      permissions: ['tools:list'],
      roles: ['user'],
      status: 'active',
      name: 'Nightly report',
    });
    const days = (Date.parse(made.expires_at) - Date.parse(made.created_at)) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect((await listTools({ key: made.api_key })).length).toBeGreaterThan(0);
    expect(errorOf(await generate({}, { key: made.api_key }))).toMatchObject({
      code: 'E1004',
      details: { missingScopes: expect.arrayContaining([expect.stringContaining('api-keys:write')]) },
    });
  });

  it('is made once under one idempotency key, and its text is in the first answer alone', async () => {
    const meta = { 'manifold/idempotencyKey': randomUUID() };
    const name = `Once ${randomUUID()}`;
    const first = await generate({ name }, { meta });
    const second = await generate({ name }, { meta });
    expect(first.structuredContent.api_key).toMatch(/^mf_/);
    expect(second.structuredContent).toEqual({ ...first.structuredContent, api_key: undefined });
    expect(second._meta).toMatchObject({ 'manifold/replayed': true });
    const { keys } = await list(ada, 'api-keys://me?limit=100');
    expect(keys.filter((key: { name: string }) => key.name === name)).toHaveLength(1);
  });

  it('is in no table of the stage', async () => {
    const { structuredContent: made } = await generate();
    const secret = made.api_key.slice(16);
    const client = operatorTables(endpoints());
    try {
      for (const TableName of Object.values(endpoints().tables)) {
        for await (const { Items } of paginateScan({ client }, { TableName })) {
          expect(JSON.stringify(Items)).not.toContain(secret);
        }
      }
    } finally {
      client.destroy();
    }
  });

  it('that is made for an agent stands for the agent, and the person who made it can revoke it', async () => {
    const { structuredContent: made } = await generate({ agent: 'reconciler' });
    expect(made.principal).toBe(`platform:agent/dev/${ADA}/reconciler`);
    expect((await revoke({ key_id: made.key_id })).result.structuredContent).toMatchObject({ status: 'revoked' });
  });

  it('is revoked together with the key that it was made with', async () => {
    const { structuredContent: parent } = await generate({ permissions: SCOPES, expires_in_days: 2 });
    const child = await generate({ expires_in_days: 300 }, { key: parent.api_key });
    expect(child.structuredContent.expires_at).toBe(parent.expires_at);
    expect(child._meta['manifold/warnings']).toEqual([expect.stringContaining('ends with the credential')]);
  });

  it.each([
    ['a scope that its maker lacks', { permissions: ['kyc:money'] }, 'E1004', 'permissions'],
    ['every scope', { permissions: ['*'] }, 'E1004', 'permissions'],
    ['a higher role', { roles: ['admin'] }, 'E1004', 'roles'],
    ['a higher plan', { tier: 'enterprise' }, 'E1004', 'tier'],
    ['no permission at all', { permissions: [] }, 'E2004', 'permissions'],
    ['more than a year', { expires_in_days: 366 }, 'E2004', 'expires_in_days'],
    ['a scope of two words', { permissions: ['kyc:read kyc:money'] }, 'E2004', 'permissions.0'],
  ])('cannot have %s', async (_what, args, code, field) => {
    expect(errorOf(await generate(args))).toMatchObject({ code, details: { field } });
  });

  it('is refused for another person, even to a caller who may act for others', async () => {
    expect(errorOf(await generate({ user_id: ADA }, { key: clerk }))).toMatchObject({
      code: 'E1004',
      details: { field: 'user_id' },
    });
  });
});

describe('the permissions of an API key', () => {
  it('can be replaced by permissions that the caller has', async () => {
    const { structuredContent: made } = await generate();
    const { structuredContent: changed } = await callTool(
      'update_api_key_permissions',
      { key_id: made.key_id, permissions: ['tools:list', 'harness:read'] },
      { key: ada },
    );
    expect(changed).toEqual({
      key_id: made.key_id,
      success: true,
      updated_permissions: ['harness:read', 'tools:list'],
      roles: ['user'],
      effective_within_seconds: 60,
    });
    // The new permissions hold at once for a key that the gateway has not cached.
    const read = await callTool('find_record', { record: 'r-1' }, { key: made.api_key });
    expect(read.structuredContent).toEqual({ count: expect.any(Number) });
  });

  it.each([
    ['more than the caller has', { permissions: ['kyc:money'] }, 'E1004', 'permissions'],
    ['a higher role', { permissions: ['tools:list'], roles: ['operator'] }, 'E1004', 'roles'],
  ])('cannot become %s', async (_what, args, code, field) => {
    const { structuredContent: made } = await generate();
    const result = await callTool('update_api_key_permissions', { key_id: made.key_id, ...args }, { key: ada });
    expect(errorOf(result)).toMatchObject({ code, details: { field } });
  });

  it('cannot be changed by a call that uses this key', async () => {
    const { structuredContent: made } = await generate({ permissions: SCOPES });
    const args = { key_id: made.key_id, permissions: ['tools:list'] };
    const result = await callTool('update_api_key_permissions', args, { key: made.api_key });
    expect(errorOf(result)).toMatchObject({ code: 'E2004', details: { field: 'key_id' } });
  });
});

describe('revoking an API key', () => {
  it('names the key to the person first, and then ends its access', async () => {
    const { structuredContent: made } = await generate();
    const { error, result } = await revoke({ key_id: made.key_id, reason: 'It was in a log file.' });
    expect(error).toMatchObject({ code: 'E3007' });
    expect(error.details.effect).toContain(`${made.key_id} ("Nightly report")`);
    expect(result.structuredContent).toMatchObject({ status: 'revoked', effective_within_seconds: 60 });
    // The key is new to the gateway, so the authorizer's answer is not cached.
    expect(await statusOf(made.api_key)).toBe(401);
    const change = { key_id: made.key_id, permissions: ['tools:list'] };
    expect(errorOf(await callTool('update_api_key_permissions', change, { key: ada }))).toMatchObject({
      code: 'E4008',
    });
  });

  it('is allowed for another person’s key only to a caller who may act for others', async () => {
    const { structuredContent: made } = await generate();
    const { result } = await revoke({ key_id: made.key_id, user_id: ADA }, clerk);
    expect(result.structuredContent).toMatchObject({ key_id: made.key_id, status: 'revoked' });
  });
});

describe('revoking the API key of another person', () => {
  it('is refused in the same words as revoking a key that does not exist', async () => {
    const { structuredContent: made } = await generate();
    const others = [made.key_id, 'AAAAAAAAAAAA'];
    for (const key_id of others) {
      const { error } = await revoke({ key_id }, eve);
      expect(error).toMatchObject({ code: 'E4007', details: { field: 'key_id' } });
      const args = { key_id, permissions: ['tools:list'] };
      expect(errorOf(await callTool('update_api_key_permissions', args, { key: eve }))).toMatchObject({
        code: 'E4007',
        message: error.message,
      });
    }
    expect(await statusOf(made.api_key)).toBe(200);
  });
});

describe('the list of API keys', () => {
  it('shows the caller’s own keys page by page, without texts and hashes of keys', async () => {
    const owner = await newKey({ id: `test:lister-${randomUUID()}`, scopes: SCOPES });
    for (const name of ['one', 'two', 'three']) await generate({ name }, { key: owner });
    const first = await list(owner, 'api-keys://me?limit=2');
    expect(first).toMatchObject({ has_more: true, keys: { length: 2 } });
    const second = await list(owner, `api-keys://me?limit=2&cursor=${first.next_cursor}`);
    expect(second).toMatchObject({ has_more: false, keys: { length: 1 } });
    const names = [...first.keys, ...second.keys].map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['one', 'three', 'two']);
    expect(JSON.stringify([first, second])).not.toMatch(/mf_|hash/);
  });

  it.each(['limit=0', 'limit=ten', 'cursor=AAAAAAAAAAAA'])('refuses %s', async (query) => {
    const { error } = await answerOf(modern('resources/read', { uri: `api-keys://me?${query}` }, { key: ada }));
    expect(error).toMatchObject({ data: { code: 'E2004', details: { field: query.split('=')[0] } } });
  });
});

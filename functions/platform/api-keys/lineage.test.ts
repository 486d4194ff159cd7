import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiKeyRequest } from '../../../schemas/api-keys.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { MOST_GENERATIONS } from '../../../schemas/lineage.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { type IdentityTable, revokeSubject, revokeToken } from '../identity/revocations.ts';
import { findActiveKey } from './api-key-repository.ts';
import { changeApiKeyPermissions } from './change-api-key.ts';
import { type KeyMaker, keyMakerOf } from './key-maker.ts';
import { listApiKeys } from './list-api-keys.ts';
import { draftApiKey, type NewApiKey } from './new-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { storeApiKey } from './store-api-key.ts';

let database: TestDatabase;
let identity: IdentityTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  identity = { client: database.client, table: await database.table() };
});

const NOW = 1_800_000_000;
const DAY = 24 * 3600;
const CAPS = { name: 'team', keys: 20, agents: 3, agentDepth: 2 };
const signIn = { issuer: 'pool', subject: 'ada', jti: 'token-1', issuedAt: NOW - 10 };
const ada: KeyMaker = {
  id: 'pool:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['admin'],
  scopes: ['*'],
  credential: 'token-1',
  lineage: [{ token: signIn }],
};
/** Who calls with a key, as the authorizer has it. */
const holderOf = ({ record }: NewApiKey): KeyMaker => ({
  ...record.principal,
  lineage: [...(record.lineage ?? []), { key: record.id }],
  endsAt: record.expiresAt,
});
async function make(maker: KeyMaker, request: Partial<ApiKeyRequest> = {}, caps = CAPS) {
  const wanted = ApiKeyRequest.parse({ label: 'x', scopes: ['kyc:read', 'kyc:money'], roles: ['user'], ...request });
  const made = draftApiKey(wanted, await keyMakerOf(identity, maker), NOW);
  await storeApiKey(identity, made, { maker, caps, nowSeconds: NOW });
  return made;
}
const active = ({ record }: NewApiKey, at = NOW) => findActiveKey(identity, record.id, at);
const revoke = (made: NewApiKey) => revokeApiKey(identity, { id: made.record.id, by: ada, nowSeconds: NOW });
/** A person's key, one that was made with it, and one that was made with that by an agent. */
async function generations() {
  const first = await make(ada);
  const second = await make(holderOf(first));
  return [first, second, await make(holderOf(second), { agent: 'reader' })] as const;
}

describe('a key that was made with others', () => {
  it('ends no later than they do', async () => {
    const first = await make(ada, { expiresInDays: 2 });
    const second = await make(holderOf(first), { expiresInDays: 300 });
    expect([second.record.expiresAt, second.summary.expiresAt]).toEqual([NOW + 2 * DAY, NOW + 2 * DAY]);
  });

  it('no longer works if one of them was revoked, and is shown as ended with it', async () => {
    const [first, second, third] = await generations();
    await revoke(first);
    expect([await active(second), await active(third)]).toEqual([undefined, undefined]);
    const shown = (await listApiKeys(identity, 'acme', NOW)).map(({ id, status, endedWith, ancestors }) => ({
      id,
      status,
      endedWith,
      ancestors,
    }));
    expect(shown).toEqual([
      { id: first.record.id, status: 'revoked', endedWith: undefined, ancestors: [] },
      { id: second.record.id, status: 'revoked', endedWith: first.record.id, ancestors: [first.record.id] },
      {
        id: third.record.id,
        status: 'revoked',
        endedWith: first.record.id,
        ancestors: [first.record.id, second.record.id],
      },
    ]);
  });

  it('can be revoked without an effect on the others', async () => {
    const [first, second, third] = await generations();
    await revoke(third);
    expect([await active(first), await active(second)]).not.toContain(undefined);
  });

  it('no longer works if one of them does not exist', async () => {
    const [first, , third] = await generations();
    await database.client.send(new DeleteCommand({ TableName: identity.table, Key: apiKeyKey(first.record.id) }));
    expect(await active(third)).toBeUndefined();
  });

  it('has no scope or role that one of them has lost', async () => {
    const [first, , third] = await generations();
    const permissions = { scopes: ['kyc:read'], roles: ['user'] };
    await changeApiKeyPermissions(identity, { id: first.record.id, permissions, changer: ada, nowSeconds: NOW });
    expect((await active(third))?.principal.scopes).toEqual(['kyc:read']);
  });

  it('cannot get more rights than its parent has', async () => {
    const [, second, third] = await generations();
    const change = (scopes: string[], id: string) =>
      changeApiKeyPermissions(identity, { id, permissions: { scopes, roles: [] }, changer: ada, nowSeconds: NOW });
    await expect(change(['payments:write'], third.record.id)).rejects.toMatchObject({
      code: 'E1004',
      details: { field: 'scopes' },
    });
    await change(['payments:write', 'kyc:read'], (await make(ada)).record.id);
    await revoke(second);
    await expect(change(['kyc:read'], third.record.id)).rejects.toMatchObject({ code: 'E4007' });
  });

  it('has at most eight ancestors', async () => {
    let last = await make(ada);
    for (let count = 1; count < MOST_GENERATIONS; count += 1) last = await make(holderOf(last));
    await expect(make(holderOf(last))).rejects.toMatchObject({
      code: 'E3009',
      details: { limitName: 'keyGenerations', limit: MOST_GENERATIONS },
    });
  });
});

describe('a credential that has ended', () => {
  it.each(['makes', 'changes', 'revokes'] as const)('%s no key, though its holder is still let in', async (what) => {
    const [first, second] = await generations();
    const other = await make(ada);
    await revoke(first);
    const id = other.record.id;
    const by = holderOf(second);
    const changed = {
      makes: () => make(by),
      changes: () =>
        changeApiKeyPermissions(identity, {
          id,
          permissions: { scopes: ['kyc:read'], roles: [] },
          changer: by,
          nowSeconds: NOW,
        }),
      revokes: () => revokeApiKey(identity, { id, by, nowSeconds: NOW }),
    };
    await expect(changed[what]()).rejects.toMatchObject({ code: 'E1002' });
    expect(await active(other)).toMatchObject({ principal: { scopes: ['kyc:read', 'kyc:money'] } });
    expect(await listApiKeys(identity, 'acme', NOW)).toHaveLength(4);
  });

  it('that revoked itself may retry the revocation', async () => {
    const first = await make(ada);
    const by = holderOf(first);
    for (const _again of [1, 2]) await revokeApiKey(identity, { id: first.record.id, by, nowSeconds: NOW });
    expect(await active(first)).toBeUndefined();
  });

  it('makes no key if it is a revoked token', async () => {
    await revokeToken(identity, { issuer: 'pool', jti: 'token-1', until: NOW + 60, reason: 'stolen' });
    await expect(make(ada)).rejects.toMatchObject({ code: 'E1002' });
  });

  it('ends with the revocation of all tokens of its maker, but not with that of one sign-in', async () => {
    const made = await make(ada);
    await revokeToken(identity, { issuer: 'pool', jti: 'token-1', until: NOW + 60, reason: 'signed out' });
    expect(await active(made)).toEqual(made.record);
    await revokeSubject(identity, { issuer: 'pool', subject: 'ada', issuedUntil: NOW, reason: 'has left' });
    expect(await active(made)).toBeUndefined();
  });

  it('is required: a credential of unknown lineage makes no key', async () => {
    const { lineage: _none, ...principal } = ada;
    await expect(keyMakerOf(identity, principal as Principal)).rejects.toMatchObject({ code: 'E5004' });
  });

  it('of another tenant makes nothing here', async () => {
    const [first] = await generations();
    await expect(make({ ...holderOf(first), tenant: 'other' })).rejects.toMatchObject({ code: 'E1002' });
  });
});

describe('the caps of a plan', () => {
  it('limit the keys of an owner and all agents, also when many are made at once', async () => {
    const caps = { ...CAPS, keys: 4 };
    const results = await Promise.allSettled(Array.from({ length: 7 }, () => make(ada, {}, caps)));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused.every(({ code }) => ['E3009', 'E5002'].includes(code))).toBe(true);
    const made = await listApiKeys(identity, 'acme', NOW);
    expect(made.length).toBeLessThanOrEqual(4);
    while ((await listApiKeys(identity, 'acme', NOW)).length < 4) await make(ada, {}, caps);
    await expect(make(ada, { agent: 'one' }, caps)).rejects.toMatchObject({
      code: 'E3009',
      retryable: false,
      details: { limitName: 'keys', limit: 4, plan: 'team' },
    });
  });

  it('count agents by name, free again once their keys have ended', async () => {
    for (const agent of ['one', 'two']) await make(ada, { agent });
    const third = await make(ada, { agent: 'three' });
    const again = await make(ada, { agent: 'three' });
    await expect(make(ada, { agent: 'four' })).rejects.toMatchObject({ details: { limitName: 'agents', limit: 3 } });
    await revoke(again);
    await expect(make(ada, { agent: 'four' })).rejects.toMatchObject({ code: 'E3009' });
    await revoke(third);
    const fourth = await make(ada, { agent: 'four' });
    expect(await active(fourth)).toEqual(fourth.record);
  });

  it('count each owner separately', async () => {
    const caps = { ...CAPS, keys: 1 };
    await make(ada, {}, caps);
    const other = await make({ ...ada, id: 'pool:eve' }, {}, caps);
    expect(await active(other)).toEqual(other.record);
  });

  it('limit how deep agents may nest', async () => {
    const one = await make(ada, { agent: 'one' });
    const two = await make(holderOf(one), { agent: 'two' });
    await expect(make(holderOf(two), { agent: 'three' })).rejects.toMatchObject({
      details: { limitName: 'agentDepth', limit: 2 },
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { knownScopesOf } from '../platform/audit/known-scopes.ts';
import { createKey, listKeys, revokeKey } from './api-keys.ts';
import type { AdminServices } from './app.ts';
import { list as listApprovals } from './approvals.ts';

let database: TestDatabase;
let services: AdminServices;
let audited: AuditEvent[];
let trail: 'takes events' | 'is away';
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  audited = [];
  trail = 'takes events';
  const table = { client: database.client, table: await database.table() };
  services = {
    state: table,
    identity: table,
    registry: table,
    showTraces: false,
    knownScopes: knownScopesOf(['kyc:read', 'kyc:money', 'tools:list']),
    audit: {
      record: async (event) => {
        if (trail === 'is away') throw new Error('The trail does not answer.');
        audited.push(event);
      },
    },
  };
});

const ADMIN: Principal = {
  id: 'test:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['admin'],
  scopes: ['*'],
  credential: 'key-0',
  lineage: [],
};
const request = (body: unknown = {}, principal: Partial<Principal> = {}, params = {}) => ({
  principal: { ...ADMIN, ...principal },
  correlationId: 'request-1',
  sourceIp: '203.0.113.7',
  params,
  query: new URLSearchParams(),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const WANTED = { label: 'report', agent: 'nightly', scopes: ['kyc:read'], roles: ['user'] };

describe('making an API key', () => {
  it('is audited with the rights of the key, and without the key itself', async () => {
    const { key, summary } = await createKey(services, request(WANTED));
    const both = {
      operation: 'keys/create',
      principal: 'test:ada',
      target: summary.id,
      subject: 'platform:agent/acme/test:ada/nightly',
    };
    const after = expect.objectContaining({ status: 'active', scopes: ['kyc:read'], label: '(masked)' });
    expect(audited).toEqual([
      expect.objectContaining({ ...both, phase: 'intent', before: {}, after }),
      expect.objectContaining({ ...both, phase: 'outcome', outcome: 'ok', before: {}, after }),
    ]);
    expect(JSON.stringify(audited)).not.toContain(key.slice(16));
  });

  it('does not happen if the audit trail cannot be written', async () => {
    trail = 'is away';
    await expect(createKey(services, request(WANTED))).rejects.toThrow();
    expect(await listKeys(services, request())).toEqual({ keys: [] });
  });

  it.each([
    ['no JSON', '{', 'E2001', undefined],
    ['JSON with a name twice', '{"label":"a","label":"b"}', 'E2001', undefined],
    ['no label', { ...WANTED, label: undefined }, 'E2004', 'label'],
    ['a field that is not known', { ...WANTED, tenant: 'other' }, 'E2004', ''],
    ['more days than a year has', { ...WANTED, expiresInDays: 400 }, 'E2004', 'expiresInDays'],
  ])('is refused for %s', async (_what, body, code, field) => {
    await expect(createKey(services, request(body))).rejects.toMatchObject({
      code,
      ...(field === undefined ? {} : { details: { field } }),
    });
  });
});

describe('API keys', () => {
  it.each([['operator'], ['developer'], ['user']])('are not for the role %s', async (role) => {
    const other = { roles: [role] };
    for (const operation of [createKey, listKeys, revokeKey]) {
      await expect(operation(services, request(WANTED, other, { id: 'AAAAAAAAAAAA' }))).rejects.toMatchObject({
        code: 'E1004',
      });
    }
    expect(audited).toEqual([]);
  });

  it('are revoked after the intent is audited', async () => {
    const { summary } = await createKey(services, request(WANTED));
    expect(await revokeKey(services, request({}, {}, { id: summary.id }))).toEqual({
      id: summary.id,
      status: 'revoked',
    });
    expect(audited.slice(2)).toMatchObject([
      { operation: 'keys/revoke', target: summary.id, phase: 'intent' },
      { phase: 'outcome', outcome: 'ok', before: { status: 'active', roles: ['user'] }, after: { status: 'revoked' } },
    ]);
    const { keys } = await listKeys(services, request());
    expect(keys).toEqual([expect.objectContaining({ id: summary.id, status: 'revoked', revokedBy: 'test:ada' })]);
  });
});

it('the revocation of an unknown key is refused, and the refusal is audited', async () => {
  await expect(revokeKey(services, request({}, {}, { id: 'AAAAAAAAAAAA' }))).rejects.toMatchObject({ code: 'E4007' });
  expect(audited).toMatchObject([{ phase: 'intent' }, { phase: 'outcome', outcome: 'refused', errorCode: 'E4007' }]);
});

it('an agent can neither see nor decide approvals, whatever its roles are', async () => {
  const agent = { id: 'platform:agent/acme/test:ada/nightly', unattended: true };
  await expect(listApprovals(services, request({}, agent))).rejects.toMatchObject({ code: 'E1004' });
  expect(await listApprovals(services, request())).toEqual({ approvals: [] });
});

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agentId } from '../../schemas/agents.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { apiKeySummaryKey } from '../../schemas/keys.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { askForApproval } from '../platform/approvals/approval-repository.ts';
import { knownScopesOf } from '../platform/audit/known-scopes.ts';
import type { AdminServices } from './app.ts';
import { decide } from './approvals.ts';

let database: TestDatabase;
let services: AdminServices;
let audited: AuditEvent[];
let id: string;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  audited = [];
  const table = { client: database.client, table: await database.table() };
  const audit = { record: async (event: AuditEvent) => void audited.push(event) };
  services = {
    state: table,
    identity: table,
    registry: table,
    showTraces: false,
    audit,
    knownScopes: knownScopesOf([]),
  };
  const call = { tenant: 'acme', principal: 'test:bob', tool: 'pay', version: '1.0.0', argumentsHash: '0a1b' };
  const why = { effect: 'Pay ₹1 to Jane Invented.', reasons: ['Two people look at payments.'] };
  id = (await askForApproval(services.state, call, why)).id;
});

const ADA: Principal = {
  id: 'test:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['operator'],
  scopes: ['*'],
  credential: 'key-0',
};
const request = (principal: Principal, decision: string) => ({
  principal,
  correlationId: 'request-1',
  sourceIp: '203.0.113.7',
  params: { id },
  query: new URLSearchParams(),
  body: JSON.stringify({ decision, comment: 'Seen with Jane Invented' }),
});

describe('deciding an approval', () => {
  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
  ])('to %s is in the audit trail: who, for whom, what was and what is', async (decision, status) => {
    expect(await decide(services, request(ADA, decision))).toMatchObject({ status });
    const both = { operation: 'approvals/decide', target: id, principal: 'test:ada', subject: 'test:bob' };
    const states = {
      before: { status: 'pending', tool: 'pay', version: '1.0.0' },
      after: { status, comment: '(masked)' },
    };
    expect(audited).toMatchObject([
      { ...both, ...states, phase: 'intent' },
      { ...both, ...states, phase: 'outcome', outcome: 'ok' },
    ]);
    expect(JSON.stringify(audited)).not.toContain('Invented');
  });

  it('by the principal that asked for it is refused, and the refusal is audited', async () => {
    await expect(decide(services, request({ ...ADA, id: 'test:bob' }, 'approve'))).rejects.toMatchObject({
      code: 'E1004',
    });
    expect(audited.at(-1)).toMatchObject({ phase: 'outcome', outcome: 'refused', errorCode: 'E1004' });
  });

  const OLD = 'platform:agent/acme/nightly';
  it.each([
    ['of the decider', agentId('acme', 'test:ada', 'nightly')],
    ['of an agent of the decider', agentId('acme', agentId('acme', 'test:ada', 'nightly'), 'reader')],
    ['of the decider, from before the owner was in its id', OLD],
  ])('of a call by an agent %s is refused, and somebody else gives it', async (_whose, principal) => {
    const summary = {
      id: 'k1',
      label: 'x',
      principal: OLD,
      createdBy: 'test:ada',
      roles: [],
      scopes: [],
      tier: 'team',
      unattended: true,
      status: 'active',
      createdAt: '2026-11-21T10:00:00.000Z',
      expiresAt: 1,
    };
    const { client, table } = services.identity;
    await client.send(new PutCommand({ TableName: table, Item: { ...apiKeySummaryKey('acme', 'k1'), ...summary } }));
    const call = { tenant: 'acme', principal, tool: 'pay', version: '1.0.0', argumentsHash: '0a1b' };
    id = (await askForApproval(services.state, call, { effect: 'Pay.', reasons: [] })).id;
    await expect(decide(services, request(ADA, 'approve'))).rejects.toMatchObject({ code: 'E1004' });
    expect(await decide(services, request({ ...ADA, id: 'test:carol' }, 'approve'))).toMatchObject({
      status: 'approved',
    });
  });

  it('of an unknown approval is refused, and the refusal is audited', async () => {
    const unknown = { ...request(ADA, 'approve'), params: { id: 'unknown' } };
    await expect(decide(services, unknown)).rejects.toMatchObject({ code: 'E4007' });
    expect(audited).toMatchObject([
      { phase: 'intent', before: {} },
      { outcome: 'refused', errorCode: 'E4007' },
    ]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { askForApproval } from '../runtime/approvals/approval-repository.ts';
import { knownScopesOf } from '../runtime/audit/known-scopes.ts';
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
  services = { state: table, identity: table, showTraces: false, audit, knownScopes: knownScopesOf([]) };
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

  it('by whoever asked for it is refused, and that is in the trail', async () => {
    await expect(decide(services, request({ ...ADA, id: 'test:bob' }, 'approve'))).rejects.toMatchObject({
      code: 'E1004',
    });
    expect(audited.at(-1)).toMatchObject({ phase: 'outcome', outcome: 'refused', errorCode: 'E1004' });
  });

  it('of what is not there is refused, and that is in the trail', async () => {
    const unknown = { ...request(ADA, 'approve'), params: { id: 'unknown' } };
    await expect(decide(services, unknown)).rejects.toMatchObject({ code: 'E4007' });
    expect(audited).toMatchObject([
      { phase: 'intent', before: {} },
      { outcome: 'refused', errorCode: 'E4007' },
    ]);
  });
});

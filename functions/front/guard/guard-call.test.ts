import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { dispatchTool } from './dispatch-tool.ts';
import { writeClaim } from './exactly-once/write-claim.ts';
import { chain, type GuardedCall } from './guarded-call.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
  state = { client: database.client, table: await database.table() };
});
afterAll(() => database.stop());

const paid: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };

/** Calls of a write whose family pays each time, while the audit does not take outcomes. */
function payments(key?: string) {
  const seen = { executions: 0, auditAnswers: false };
  let calls = 0;
  const record = async ({ phase }: AuditEvent) => {
    if (phase === 'outcome' && !seen.auditAnswers) throw new ManifoldError('E5002', 'The audit trail does not answer.');
  };
  const dispatch = async () => {
    seen.executions += 1;
    return paid;
  };
  const call = (): GuardedCall => {
    calls += 1;
    return {
      callId: `call-${calls}`,
      startedAt: Date.now(),
      arguments: {},
      argumentsHash: 'a',
      services: { state, audit: { record }, dispatcher: { dispatch }, key: async () => 'k'.repeat(64) },
      request: { endpoint: { kind: 'all' }, principal: {}, sourceIp: '192.0.2.1', correlationId: 'c', requestBytes: 1 },
      established: { permits: [], audited: {}, intended: false },
      tool: {
        definition: {
          name: 'pay',
          version: '1.0.0',
          auditFields: {},
          annotations: { readOnlyHint: false },
          reissueWindowSeconds: 0,
          checkWith: 'list_payments',
        },
      },
      context: {
        principal: { id: 'user:1', tenant: 'acme' },
        deadline: Date.now() + 60_000,
        idempotencyKey: key,
      },
    } as unknown as GuardedCall;
  };
  return Object.assign(seen, { pay: () => chain({ writeClaim }, dispatchTool)(call()) });
}

it('a write whose outcome could not be audited is not executed again', async () => {
  const keyed = payments('k1');
  await expect(keyed.pay()).rejects.toMatchObject({
    code: 'E5002',
    message: expect.stringContaining('The call was made'),
    retryable: true,
  });
  keyed.auditAnswers = true;
  expect(await keyed.pay()).toEqual({ ...paid, meta: { replayed: true } });
  expect(keyed.executions).toBe(1);
});

it('a caller whose write nothing claims is told not to send it again', async () => {
  await expect(payments().pay()).rejects.toMatchObject({
    code: 'E5002',
    message: expect.stringContaining('The call was made'),
    retryable: false,
    details: { checkWith: 'list_payments' },
  });
});

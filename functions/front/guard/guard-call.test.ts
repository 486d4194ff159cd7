import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../test/support/guarded-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { writeClaim } from './exactly-once/write-claim.ts';
import { chain, dispatchTool } from './guard-call.ts';

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
  const record = async ({ phase }: AuditEvent) => {
    if (phase === 'outcome' && !seen.auditAnswers) throw new ManifoldError('E5002', 'The audit trail does not answer.');
  };
  const dispatch = async () => {
    seen.executions += 1;
    return paid;
  };
  const call = () =>
    guardedCall({
      services: {
        state,
        audit: { record },
        dispatcher: { dispatch },
        key: async () => 'k'.repeat(64),
      },
      tool: { definition: { name: 'pay', reissueWindowSeconds: 0, checkWith: 'list_payments' } },
      context: { idempotencyKey: key },
    });
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

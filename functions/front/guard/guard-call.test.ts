import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../../schemas/audit-event.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../test/support/guarded-call.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
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

/** Calls of a write whose family pays each time, while the audit refuses outcomes. */
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
        key: async () => onlyKey('k'.repeat(64)),
      },
      tool: { definition: { name: 'pay', reissueWindowSeconds: 0, checkWith: 'list_payments' } },
      context: { idempotencyKey: key },
    });
  return Object.assign(seen, { pay: () => chain({ writeClaim }, dispatchTool)(call()) });
}

it('does not execute a write again whose outcome could not be audited', async () => {
  const keyed = payments('k1');
  await expect(keyed.pay()).rejects.toMatchObject({
    code: 'E5002',
    message: expect.stringContaining('The call was made'),
    retryable: true,
  });
  keyed.auditAnswers = true;
  expect(await keyed.pay()).toMatchObject({ ...paid, meta: { replayed: true } });
  expect(keyed.executions).toBe(1);
});

it('says that a write without a claim must not be sent again if its outcome could not be audited', async () => {
  await expect(payments().pay()).rejects.toMatchObject({
    code: 'E5002',
    message: expect.stringContaining('The call was made'),
    retryable: false,
    details: { checkWith: 'list_payments' },
  });
});

describe('a task whose arguments are too large to be kept', () => {
  const audit = { record: async () => undefined };
  const key = async () => onlyKey('k'.repeat(64));
  // Random bytes do not compress, and a task keeps at most 200 KB.
  const large = randomBytes(300_000).toString('base64');
  const refusalOf = async (start: 'at-once' | 'by-answer', small = false) => {
    const dispatch = async (): Promise<Outcome> => ({ status: 'task', meta: {} });
    const call = guardedCall({
      services: { state, audit, key, dispatcher: { dispatch }, tasks: { start: async () => undefined } },
      tool: { definition: { name: 'report', task: { support: 'optional', start, ttlSeconds: 60 } } },
      arguments: { text: small ? 'x' : large },
      context: { task: 'offered', idempotencyKey: start },
    });
    return chain({ writeClaim }, dispatchTool)(call);
  };

  it.each(['at-once', 'by-answer'] as const)(
    'is refused with E2006, and so is its retry (start: %s)',
    async (start) => {
      await expect(refusalOf(start)).rejects.toMatchObject({ code: 'E2006' });
      await expect(refusalOf(start)).rejects.toMatchObject({ code: 'E2006' });
    },
  );

  it('does not take the key from a smaller call', async () => {
    await expect(refusalOf('at-once')).rejects.toMatchObject({ code: 'E2006' });
    expect(await refusalOf('at-once', true)).toMatchObject({ status: 'task', task: { status: 'working' } });
    expect(await refusalOf('at-once', true)).toMatchObject({ status: 'task', meta: { replayed: true } });
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { type KeyRing, onlyKey } from '../../../core/secrets/key-ring.ts';
import { rotated } from '../../../core/secrets/testing/rotated.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { writeClaim } from './write-claim.ts';

const BEFORE = onlyKey('ab'.repeat(32));
const AFTER = rotated(BEFORE, 'cd'.repeat(32));
const paid: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
  state = { client: database.client, table: await database.table() };
});
afterAll(() => database.stop());

/** A payment that is sent under one key; its audit hash names the version. */
const callUnder = (ring: KeyRing, idempotencyKey: string | undefined) =>
  guardedCall({
    argumentsHash: ring.version === 1 ? 'a' : '2:b',
    identityHash: 'a',
    services: { state, key: async () => ring },
    tool: { definition: { name: 'pay', reissueWindowSeconds: 60 } },
    context: idempotencyKey === undefined ? {} : { idempotencyKey },
  });

it.each([[undefined], ['key-1']])(
  'a write that is sent again after a rotation of the master key is executed once (idempotency key: %s)',
  async (idempotencyKey) => {
    let executions = 0;
    const execute = async () => {
      executions += 1;
      return paid;
    };
    await writeClaim(callUnder(BEFORE, idempotencyKey), execute);
    expect(await writeClaim(callUnder(AFTER, idempotencyKey), execute)).toMatchObject({
      ...paid,
      meta: { replayed: true },
    });
    expect(executions).toBe(1);
  },
);

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../schemas/invocation.ts';
import { claimKey } from '../../schemas/keys.ts';
import { TaskClaim } from '../../schemas/task-records.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { jobOf, TASK_KEY, taskInTable } from '../../test/support/task-in-table.ts';
import { ManifoldError } from '../core/errors/manifold-error.ts';
import type { KeysOf } from '../core/secrets/derived-key.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import { type ClaimRequest, claimWrite, lookUpClaim } from '../platform/idempotency/claim-repository.ts';
import { claimTable } from '../platform/idempotency/claim-results.ts';
import { runStep } from './run-step.ts';

const MINUTE = 60_000;
const paid: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };
const claim: ClaimRequest = {
  at: claimKey('acme', 'user:1', 'k1'),
  tool: 'work',
  argumentsHash: 'hash',
  owner: 'call-1a',
  deadline: Date.now() + MINUTE,
  providerKey: 'p',
  marks: false,
  keepSeconds: 3_600,
  retriesFailures: false,
};
const job = { ...jobOf(), claim: TaskClaim.parse(claim) };

let database: TestDatabase;
let state: StateTable;
let executions: number;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  executions = 0;
});

const services = (key: KeysOf = async () => TASK_KEY) => ({
  state,
  audit: { record: async () => undefined },
  key,
  showTraces: false,
  dispatcher: {
    dispatch: async () => {
      executions += 1;
      return paid;
    },
  },
});

describe('a step of a claimed write', () => {
  it('keeps its result in the claim, sealed', async () => {
    const claims = await claimTable(services(), 'acme');
    await claimWrite(claims, claim);
    const { round } = await taskInTable(state, { job });
    await runStep(services(), round, 15 * MINUTE);
    expect(await lookUpClaim(claims, claim)).toMatchObject({ state: 'completed', outcome: paid });
    const { Item } = await database.client.send(new GetCommand({ TableName: state.table, Key: claim.at }));
    expect(Buffer.from(Item?.outcome).includes('paid')).toBe(false);
  });

  it('does not begin if the key of its result cannot be read', async () => {
    const { round, read } = await taskInTable(state, { job });
    const key: KeysOf = async (purpose) => {
      if (purpose === 'claim-results') throw new ManifoldError('E5004', 'A secret could not be read.');
      return TASK_KEY;
    };
    await expect(runStep(services(key), round, 15 * MINUTE)).rejects.toMatchObject({ code: 'E5004' });
    expect(executions).toBe(0);
    const item = await read();
    expect([item.status, item.startedAt]).toEqual(['working', undefined]);
  });
});

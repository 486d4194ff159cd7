import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { carriedProof } from '../../../platform/confirmation/sealed-proof.ts';
import { writeClaim } from '../exactly-once/write-claim.ts';
import { chain } from '../guard-call.ts';
import type { GuardedCall, Interaction } from '../guarded-call.ts';
import { confirmation } from './confirmation.ts';

let database: TestDatabase;
let state: StateTable;
let executions = 0;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  executions = 0;
});

interface Changes {
  principal?: string;
  version?: string;
  argumentsHash?: string;
  key?: string;
  proof?: string;
  canElicit?: boolean;
  answers?: Record<string, unknown>;
  unattended?: boolean;
  destructive?: boolean;
  readOnlyMoney?: boolean;
  /** The proof came in the state of a later request. */
  continues?: boolean;
}
function proofOf({ proof, canElicit, continues }: Changes): Interaction['proof'] {
  if (proof === undefined) return undefined;
  return { text: proof, from: continues ? 'continuation' : canElicit ? 'request-state' : 'token' };
}
function callOf(changes: Changes = {}): GuardedCall {
  const effect: Outcome = { status: 'ok', effect: 'Refund 12.50 EUR of payment p_1.', meta: {} };
  return guardedCall({
    argumentsHash: changes.argumentsHash ?? 'a',
    arguments: { amount: '12.50' },
    services: { state, key: async () => onlyKey('k'.repeat(64)), dispatcher: { dispatch: async () => effect } },
    tool: {
      definition: {
        name: 'refund',
        title: 'Refund',
        version: changes.version ?? '1.0.0',
        movesMoney: changes.readOnlyMoney ?? false,
        annotations: { readOnlyHint: changes.readOnlyMoney ?? false, destructiveHint: changes.destructive ?? true },
      },
    },
    principal: { id: changes.principal ?? 'user:1', unattended: changes.unattended },
    context: { idempotencyKey: changes.key },
    interaction: { canElicit: changes.canElicit ?? false, answers: changes.answers ?? {}, proof: proofOf(changes) },
  });
}
const done: Outcome = { status: 'ok', structuredContent: { refunded: true }, meta: {} };
const run = (changes?: Changes) =>
  chain({ confirmation, writeClaim }, async () => {
    executions += 1;
    return done;
  })(callOf(changes));

/** The token of a refusal. */
async function tokenFor(changes: Changes = {}): Promise<string> {
  const refusal = await run(changes).catch((error: unknown) => error as { details: { confirmationToken: string } });
  return (refusal as { details: { confirmationToken: string } }).details.confirmationToken;
}

describe('confirmation of the exact arguments', () => {
  it('refuses an older client with the effect in words and a token, and runs the call that brings it back', async () => {
    await expect(run()).rejects.toMatchObject({
      code: 'E3007',
      details: { effect: 'Refund 12.50 EUR of payment p_1.', confirmationToken: expect.stringMatching(/^mfc_/) },
    });
    expect(executions).toBe(0);
    expect(await run({ proof: await tokenFor() })).toEqual(done);
    expect(executions).toBe(1);
  });

  it('asks a client of 2026 by elicitation, and runs the call once the person accepted', async () => {
    const asked = (await run({ canElicit: true })) as Extract<Outcome, { status: 'input_required' }>;
    expect(asked).toMatchObject({
      status: 'input_required',
      inputRequests: {
        confirm: { method: 'elicitation/create', params: { message: 'Refund 12.50 EUR of payment p_1.' } },
      },
    });
    const proof = asked.requestState;
    const answers = { confirm: { action: 'accept', content: { confirm: true } } };
    expect(await run({ canElicit: true, proof, answers })).toEqual(done);
  });

  it.each([
    { action: 'decline' },
    { action: 'cancel' },
    { action: 'accept', content: { confirm: false } },
    { action: 'accept' },
    'yes',
  ])('refuses the call if the answer to the question is %j', async (confirm) => {
    const proof = await tokenFor();
    await expect(run({ canElicit: true, proof, answers: { confirm } })).rejects.toMatchObject({ code: 'E3007' });
    expect(executions).toBe(0);
  });

  it('asks again if the answer is missing', async () => {
    expect(await run({ canElicit: true, proof: await tokenFor() })).toMatchObject({ status: 'input_required' });
    expect(executions).toBe(0);
  });

  it('lets a call pass that neither moves money nor destroys', async () => {
    expect(await run({ destructive: false })).toEqual(done);
  });

  it('refuses an unattended caller without asking anybody', async () => {
    await expect(run({ unattended: true })).rejects.toMatchObject({
      code: 'E3007',
      details: expect.not.objectContaining({ confirmationToken: expect.anything() }),
    });
  });
});

describe('a confirmed call whose family asks for more', () => {
  const asks: Outcome = {
    status: 'input_required',
    inputRequests: { authenticate: { method: 'elicitation/create', params: { mode: 'url' } } },
    requestState: 'payment:pay_1',
    meta: {},
  };
  const outcomeOf = (changes: Changes, family: Outcome) => confirmation(callOf(changes), async () => family);
  const carriedBy = async () => {
    const outcome = await outcomeOf({ proof: await tokenFor() }, asks);
    return carriedProof((outcome as Extract<Outcome, { status: 'input_required' }>).requestState);
  };

  it('goes on without asking the person again, and gives the family its state back', async () => {
    const carried = await carriedBy();
    expect(carried?.state).toBe('payment:pay_1');
    expect(await outcomeOf({ proof: carried?.proof, continues: true, canElicit: true }, done)).toEqual(done);
  });

  it.each<Changes>([{ argumentsHash: 'b' }, { principal: 'user:2' }, { continues: false }])(
    'does not go on as another call: %j',
    async (other) => {
      const proof = (await carriedBy())?.proof;
      await expect(outcomeOf({ proof, continues: true, ...other }, done)).rejects.toMatchObject({ code: 'E3007' });
    },
  );

  it('does not continue with the proof of its first request', async () => {
    const proof = await tokenFor();
    await expect(outcomeOf({ proof, continues: true }, done)).rejects.toMatchObject({ code: 'E3007' });
  });
});

describe('attacks on a confirmation', () => {
  it('admits one call, with and without an idempotency key', async () => {
    const proof = await tokenFor();
    await run({ proof });
    // Without a key it is a retry of the same call, and gets its result.
    expect(await run({ proof })).toMatchObject({ meta: { replayed: true } });
    await expect(run({ proof, key: 'new' })).rejects.toMatchObject({ code: 'E3007' });
    expect(executions).toBe(1);
  });

  it.each([{ principal: 'user:2' }, { version: '1.0.1' }, { argumentsHash: 'b' }])(
    'is refused with another call: %j',
    async (other) => {
      const proof = await tokenFor();
      await expect(run({ proof, ...other })).rejects.toMatchObject({ code: 'E3007' });
      expect(executions).toBe(0);
    },
  );

  it('is refused if it was altered or invented', async () => {
    const proof = await tokenFor();
    for (const forged of [
      `${proof}0`,
      proof.replace(/_\d{6,}_/, '_9999999999_'),
      proof.replace('mfc_1_', 'mfc_2_'),
      'mfc_9999999999_a_b',
    ]) {
      await expect(run({ proof: forged })).rejects.toMatchObject({ code: 'E3007' });
    }
    expect(executions).toBe(0);
  });

  it('admits one of twenty simultaneous calls', async () => {
    const proof = await tokenFor();
    await Promise.allSettled(Array.from({ length: 20 }, () => run({ proof })));
    expect(executions).toBe(1);
  });

  it('answers a retry under the same idempotency key with the first result, without asking', async () => {
    await run({ key: 'k1', proof: await tokenFor({ key: 'k1' }) });
    expect(await run({ key: 'k1' })).toMatchObject({ status: 'ok', meta: { replayed: true } });
    expect(executions).toBe(1);
  });

  it('is not bypassed with the key of another call', async () => {
    await run({ key: 'k1', destructive: false, argumentsHash: 'harmless' });
    await expect(run({ key: 'k1' })).rejects.toMatchObject({ code: 'E2007' });
    await expect(run({ key: 'k1', readOnlyMoney: true })).rejects.toMatchObject({ code: 'E2007' });
    expect(executions).toBe(1);
  });
});

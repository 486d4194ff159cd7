import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../../schemas/errors.ts';
import type { Outcome } from '../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../runtime/claims/claim-repository.ts';
import { ManifoldError, toErrorBody } from '../../runtime/errors/manifold-error.ts';
import type { GuardedCall } from './guarded-call.ts';
import { writeClaim } from './write-claim.ts';

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

let calls = 0;
function callOf(changes: { key?: string; readOnly?: boolean; argumentsHash?: string } = {}): GuardedCall {
  calls += 1;
  return {
    callId: `call-${calls}`,
    argumentsHash: changes.argumentsHash ?? 'a',
    services: { state },
    established: { permits: [], validated: true, intended: false },
    tool: { definition: { name: 'pay', annotations: { readOnlyHint: changes.readOnly ?? false } } },
    context: {
      principal: { id: 'user:1', tenant: 'acme' },
      deadline: Date.now() + 60_000,
      ...('key' in changes ? { idempotencyKey: changes.key } : { idempotencyKey: 'k1' }),
    },
  } as unknown as GuardedCall;
}

/** A family that counts how often it is asked. */
function familyOf(answer: () => Outcome) {
  const family = {
    executions: 0,
    next: async () => {
      family.executions += 1;
      return answer();
    },
  };
  return family;
}
const paid: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };
const failed = (code: ErrorCode): Outcome => ({
  status: 'error',
  error: toErrorBody(new ManifoldError(code, 'No.'), { correlationId: 'c', showTrace: false }),
  meta: {},
});

describe('the claim of a write', () => {
  it('executes once and gives the repeat the first result, marked as such', async () => {
    const family = familyOf(() => paid);
    expect(await writeClaim(callOf(), family.next)).toEqual(paid);
    expect(await writeClaim(callOf(), family.next)).toEqual({ ...paid, meta: { replayed: true } });
    expect(family.executions).toBe(1);
  });

  it('executes once however many arrive at the same time', async () => {
    const family = familyOf(() => paid);
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => writeClaim(callOf(), family.next)));
    expect(family.executions).toBe(1);
    const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(new Set(refusals)).toEqual(refusals.length > 0 ? new Set(['E3006']) : new Set());
  });

  it('refuses the key for other arguments', async () => {
    await writeClaim(callOf(), async () => paid);
    await expect(writeClaim(callOf({ argumentsHash: 'b' }), async () => paid)).rejects.toMatchObject({ code: 'E2007' });
  });

  it.each([{ readOnly: true }, { key: undefined }])('lets %j pass every time', async (changes) => {
    const family = familyOf(() => paid);
    await writeClaim(callOf(changes), family.next);
    await writeClaim(callOf(changes), family.next);
    expect(family.executions).toBe(2);
  });

  it.each<ErrorCode>(['E2004', 'E4003', 'E4005'])(
    'lets the key be used again after %s: nothing happened',
    async (code) => {
      await writeClaim(callOf(), async () => failed(code));
      expect(await writeClaim(callOf(), async () => paid)).toEqual(paid);
    },
  );

  it.each<ErrorCode>(['E3004', 'E4001', 'E4002', 'E3008'])(
    'does not execute again after %s: nobody knows',
    async (code) => {
      const family = familyOf(() => paid);
      await writeClaim(callOf(), async () => failed(code));
      await expect(writeClaim(callOf(), family.next)).rejects.toMatchObject({ code: 'E3006' });
      expect(family.executions).toBe(0);
    },
  );

  it('keeps a final failure as the result', async () => {
    const family = familyOf(() => paid);
    await writeClaim(callOf(), async () => failed('E4007'));
    expect(await writeClaim(callOf(), family.next)).toMatchObject({ status: 'error', error: { code: 'E4007' } });
    expect(family.executions).toBe(0);
  });

  it('does not execute again where only audit failed after the family had worked', async () => {
    const family = familyOf(() => paid);
    const call = callOf();
    const auditDown = async () => {
      call.established.ended = { outcome: await family.next() };
      throw new ManifoldError('E5002', 'The audit trail does not answer.');
    };
    await expect(writeClaim(call, auditDown)).rejects.toMatchObject({ code: 'E5002' });
    expect(await writeClaim(callOf(), family.next)).toEqual({ ...paid, meta: { replayed: true } });
    expect(family.executions).toBe(1);
  });

  it('does not execute again where audit failed after a call of which nobody knows', async () => {
    const family = familyOf(() => paid);
    const call = callOf();
    const auditDown = async () => {
      call.established.ended = { thrown: new ManifoldError('E3004', 'Too slow.') };
      throw new ManifoldError('E5002', 'The audit trail does not answer.');
    };
    await expect(writeClaim(call, auditDown)).rejects.toMatchObject({ code: 'E5002' });
    await expect(writeClaim(callOf(), family.next)).rejects.toMatchObject({ code: 'E3006' });
    expect(family.executions).toBe(0);
  });

  it('lets the key be used again where audit refused the call before it was made', async () => {
    const refused = async () => {
      throw new ManifoldError('E5002', 'The audit trail does not answer.');
    };
    await expect(writeClaim(callOf(), refused)).rejects.toMatchObject({ code: 'E5002' });
    expect(await writeClaim(callOf(), async () => paid)).toEqual(paid);
  });

  it('runs nothing for a call that passed as a repeat, though its key has come free', async () => {
    const family = familyOf(() => paid);
    const call = callOf();
    call.established.repeat = true;
    await expect(writeClaim(call, family.next)).rejects.toMatchObject({ code: 'E3006', retryable: true });
    expect(family.executions).toBe(0);
  });

  it('refuses the call where the claim cannot be written', async () => {
    state = { ...state, table: 'missing' };
    const family = familyOf(() => paid);
    await expect(writeClaim(callOf(), family.next)).rejects.toMatchObject({ code: 'E5002' });
    expect(family.executions).toBe(0);
  });
});

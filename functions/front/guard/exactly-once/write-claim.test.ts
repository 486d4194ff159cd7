import { type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../../../schemas/errors.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { ManifoldError, toErrorBody } from '../../../core/errors/manifold-error.ts';
import type { KeysOf } from '../../../core/secrets/derived-key.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { writeClaim } from './write-claim.ts';

let database: TestDatabase;
const KEY = 'ab'.repeat(32);
let state: StateTable;
let key: KeysOf;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  key = async () => onlyKey(KEY);
});

interface Changes {
  key?: string | undefined;
  readOnly?: boolean;
  idempotent?: boolean;
  argumentsHash?: string;
  version?: string;
  window?: number;
  principal?: string;
}
function callOf(changes: Changes = {}): GuardedCall {
  return guardedCall({
    argumentsHash: changes.argumentsHash ?? 'a',
    services: { state, key },
    principal: { id: changes.principal ?? 'user:1' },
    tool: {
      definition: {
        name: 'pay',
        version: changes.version ?? '1.0.0',
        annotations: { readOnlyHint: changes.readOnly ?? false, idempotentHint: changes.idempotent ?? false },
        ...(changes.window === undefined ? {} : { reissueWindowSeconds: changes.window }),
      },
    },
    context: { idempotencyKey: 'key' in changes ? changes.key : 'k1' },
  });
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
/** A replay says when the call had ended. */
const REPLAYED = { replayed: true, replayedFrom: expect.stringMatching(/^\d{4}-.*Z$/) };
const paid: Outcome = { status: 'ok', structuredContent: { paid: true }, meta: {} };
const failed = (code: ErrorCode): Outcome => ({
  status: 'error',
  error: toErrorBody(new ManifoldError(code, 'No.'), { correlationId: 'c', showTrace: false }),
  meta: {},
});

describe('the claim of a write', () => {
  it('executes once and gives a retry the first result, marked as a replay', async () => {
    const family = familyOf(() => paid);
    expect(await writeClaim(callOf(), family.next)).toEqual(paid);
    expect(await writeClaim(callOf(), family.next)).toEqual({ ...paid, meta: REPLAYED });
    expect(family.executions).toBe(1);
  });

  it('executes once if many calls arrive at the same time', async () => {
    const family = familyOf(() => paid);
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => writeClaim(callOf(), family.next)));
    expect(family.executions).toBe(1);
    const refusals = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(new Set(refusals)).toEqual(refusals.length > 0 ? new Set(['E3006']) : new Set());
  });

  it('refuses the key with other arguments', async () => {
    await writeClaim(callOf(), async () => paid);
    await expect(writeClaim(callOf({ argumentsHash: 'b' }), async () => paid)).rejects.toMatchObject({ code: 'E2007' });
  });

  it.each([{ readOnly: true }, { key: undefined, idempotent: true }])('lets %j pass every time', async (changes) => {
    const family = familyOf(() => paid);
    await writeClaim(callOf(changes), family.next);
    await writeClaim(callOf(changes), family.next);
    expect(family.executions).toBe(2);
  });

  it.each<ErrorCode>(['E2004', 'E4003', 'E4005'])('releases the key after %s, since nothing happened', async (code) => {
    await writeClaim(callOf(), async () => failed(code));
    expect(await writeClaim(callOf(), async () => paid)).toEqual(paid);
  });

  it.each<ErrorCode>(['E3004', 'E4001', 'E4002', 'E3008'])(
    'does not execute again after %s, since the outcome is unknown',
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

  it('does not execute again if only audit failed after the family had worked', async () => {
    const family = familyOf(() => paid);
    const call = callOf();
    const auditDown = async () => {
      call.established.ended = { outcome: await family.next() };
      throw new ManifoldError('E5002', 'The audit trail does not answer.');
    };
    await expect(writeClaim(call, auditDown)).rejects.toMatchObject({ code: 'E5002' });
    expect(await writeClaim(callOf(), family.next)).toEqual({ ...paid, meta: REPLAYED });
    expect(family.executions).toBe(1);
  });

  it('does not execute again if audit failed after a call of unknown outcome', async () => {
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

  it('releases the key if audit refused the call before it was made', async () => {
    const refused = async () => {
      throw new ManifoldError('E5002', 'The audit trail does not answer.');
    };
    await expect(writeClaim(callOf(), refused)).rejects.toMatchObject({ code: 'E5002' });
    expect(await writeClaim(callOf(), async () => paid)).toEqual(paid);
  });

  it('executes nothing for a call that passed as a retry, even if its key was released meanwhile', async () => {
    const family = familyOf(() => paid);
    const call = callOf();
    call.established.retry = true;
    await expect(writeClaim(call, family.next)).rejects.toMatchObject({ code: 'E3006', retryable: true });
    expect(family.executions).toBe(0);
  });

  it('refuses the call if the key of its result cannot be read, and claims nothing', async () => {
    const family = familyOf(() => paid);
    key = async () => Promise.reject(new ManifoldError('E5004', 'A secret could not be read.'));
    await expect(writeClaim(callOf(), family.next)).rejects.toMatchObject({ code: 'E5004', retryable: true });
    expect(family.executions).toBe(0);
    const { Items } = await database.client.send(new ScanCommand({ TableName: state.table }));
    expect(Items).toEqual([]);
  });

  it('keeps the result of a call if the secret becomes unreadable during it', async () => {
    const family = familyOf(() => paid);
    await writeClaim(callOf(), async () => {
      key = async () => Promise.reject(new ManifoldError('E5004', 'A secret could not be read.'));
      return family.next();
    });
    key = async () => onlyKey(KEY);
    expect(await writeClaim(callOf(), family.next)).toEqual({ ...paid, meta: REPLAYED });
    expect(family.executions).toBe(1);
  });

  it.each([false, true])(
    'does not execute again if the kept result no longer opens (idempotent tool: %s)',
    async (idempotent) => {
      const family = familyOf(() => paid);
      await writeClaim(callOf({ idempotent }), family.next);
      key = async () => onlyKey('cd'.repeat(32));
      await expect(writeClaim(callOf({ idempotent }), family.next)).rejects.toMatchObject({
        code: 'E3008',
        details: { checkWith: 'the provider' },
      });
      expect(family.executions).toBe(1);
    },
  );

  it('leaves no readable part of its result in the table', async () => {
    await writeClaim(callOf(), async () => ({ ...paid, structuredContent: { name: 'Invented Person' } }));
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: state.table }));
    expect(Items).toHaveLength(1);
    const text = Items.flatMap((item) =>
      Object.values(item).map((value) => (value instanceof Uint8Array ? Buffer.from(value) : String(value)).toString()),
    );
    expect(text.filter((each) => each.includes('Invented') || each.includes('structuredContent'))).toEqual([]);
  });

  it('refuses the call if the claim cannot be written', async () => {
    state = { ...state, table: 'missing' };
    const family = familyOf(() => paid);
    await expect(writeClaim(callOf(), family.next)).rejects.toMatchObject({ code: 'E5002' });
    expect(family.executions).toBe(0);
  });
});

describe('a write without a key that is sent again', () => {
  const again = { key: undefined };

  it('gets the first result, and the way to send a second call', async () => {
    const family = familyOf(() => paid);
    expect(await writeClaim(callOf(again), family.next)).toEqual(paid);
    expect(await writeClaim(callOf({ ...again, version: '1.4.0' }), family.next)).toEqual({
      ...paid,
      meta: { ...REPLAYED, warnings: [expect.stringMatching(/ seconds ago .*manifold\/idempotencyKey/)] },
    });
    expect(family.executions).toBe(1);
  });

  it('executes once if many calls arrive at the same time', async () => {
    const family = familyOf(() => paid);
    const sent = Array.from({ length: 50 }, () => writeClaim(callOf(again), family.next));
    const refused = (await Promise.allSettled(sent)).filter((result) => result.status === 'rejected');
    expect(family.executions).toBe(1);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'E3006', details: { retryAfter: 60 } });
  });

  it.each<Changes>([{ key: 'meant' }, { argumentsHash: 'b' }, { version: '2.0.0' }, { principal: 'user:2' }])(
    'is executed if it is another call: %j',
    async (other) => {
      const family = familyOf(() => paid);
      await writeClaim(callOf(again), family.next);
      expect(await writeClaim(callOf({ ...again, ...other }), family.next)).toEqual(paid);
      expect(family.executions).toBe(2);
    },
  );

  it('is executed each time if the window is 0', async () => {
    const family = familyOf(() => paid);
    await writeClaim(callOf({ ...again, window: 0 }), family.next);
    expect(await writeClaim(callOf({ ...again, window: 0 }), family.next)).toEqual(paid);
    expect(family.executions).toBe(2);
  });

  it('is executed if the first call certainly failed', async () => {
    await writeClaim(callOf(again), async () => failed('E4007'));
    expect(await writeClaim(callOf(again), async () => paid)).toEqual(paid);
  });

  it('is executed once the window is over', async () => {
    const family = familyOf(() => paid);
    const call = callOf(again);
    await writeClaim(call, family.next);
    const Key = call.established.claim?.at;
    const past = { UpdateExpression: 'SET expiresAt = :past', ExpressionAttributeValues: { ':past': 1 } };
    await database.client.send(new UpdateCommand({ TableName: state.table, Key, ...past }));
    expect(await writeClaim(callOf(again), family.next)).toEqual(paid);
    expect(family.executions).toBe(2);
  });
});

describe('the cost of a claim', () => {
  /** Commands to the state table during some work. */
  async function commandsOf(work: () => Promise<unknown>): Promise<string[]> {
    const commands: string[] = [];
    const send = (command: { constructor: { name: string } }) => {
      commands.push(command.constructor.name);
      return database.client.send(command as never);
    };
    const client = Object.assign(Object.create(database.client) as DynamoDBDocumentClient, { send });
    state = { ...state, client };
    await work();
    return commands;
  }

  it.each([{ key: 'k1' }, { key: undefined }])('is two writes for %j, and one for a retry', async (keyed) => {
    const call = () => writeClaim(callOf(keyed), async () => paid);
    expect(await commandsOf(call)).toEqual(['PutCommand', 'UpdateCommand']);
    expect(await commandsOf(call)).toEqual(['PutCommand']);
  });

  it('is nothing for a read, and for a call that may be executed each time', async () => {
    for (const changes of [{ readOnly: true }, { key: undefined, idempotent: true }]) {
      expect(await commandsOf(() => writeClaim(callOf(changes), async () => paid))).toEqual([]);
    }
  });
});

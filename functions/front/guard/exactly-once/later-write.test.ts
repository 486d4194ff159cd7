import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { hashOf } from '../../../core/json/canonical.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { isRetry, writeClaim } from './write-claim.ts';

const KEY = 'ab'.repeat(32);
let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
});

const TRADE = { name: 'position', paths: ['user_id', 'symbol'] };
interface Write {
  tool?: string;
  args?: Record<string, unknown>;
  answer?: Record<string, unknown>;
  subject?: { name: string; paths: string[] };
  key?: string;
  principal?: string;
  idempotent?: boolean;
  startedAt?: number;
  outcome?: Outcome;
}
const BUY = { args: { user_id: 'ada', symbol: 'VTI', side: 'buy' } };
const SELL = { args: { user_id: 'ada', symbol: 'vti ', side: 'sell' } };

function callOf({ tool = 'trade', args = {}, subject = TRADE, key, principal, idempotent = false, ...write }: Write) {
  return guardedCall({
    arguments: args,
    argumentsHash: hashOf(args),
    services: { state, key: async () => onlyKey(KEY) },
    principal: { id: principal ?? 'ada' },
    // A second of its own for each call: a later one begins after the earlier one has ended.
    startedAt: write.startedAt ?? Date.now() + 1_000,
    tool: { definition: { name: tool, subject, annotations: { idempotentHint: idempotent } } },
    context: { idempotencyKey: key },
  });
}

/** Makes a call; whether it was executed. */
async function made(write: Write): Promise<'executed' | 'replayed'> {
  const outcome: Outcome = write.outcome ?? { status: 'ok', structuredContent: write.answer ?? {}, meta: {} };
  const result = await writeClaim(callOf(write), async () => outcome);
  return result.meta?.replayed ? 'replayed' : 'executed';
}

describe('a repeat without a key', () => {
  it('is executed after another write on its subject, and is a retry again after that', async () => {
    expect(await made(BUY)).toBe('executed');
    expect(await made(BUY)).toBe('replayed');
    expect(await made(SELL)).toBe('executed');
    expect(await isRetry(callOf(BUY))).toBe(false);
    expect(await made({ ...BUY, startedAt: Date.now() + 2_000 })).toBe('executed');
    expect(await isRetry(callOf(BUY))).toBe(true);
    expect(await made(BUY)).toBe('replayed');
  });

  it('is executed after a write that needs no record, and whose subject its answer names', async () => {
    const order = { ...BUY, answer: { order_id: 'o-1' } };
    await made(order);
    const args = { user_id: 'ada', order_id: 'o-1' };
    expect(await made({ tool: 'cancel', idempotent: true, args, answer: { symbol: 'VTI' } })).toBe('executed');
    expect(await made(order)).toBe('executed');
  });

  it('is executed after a write on several subjects, one of which is its own', async () => {
    await made(BUY);
    const subject = { name: 'position', paths: ['user_id', 'orders.symbol'] };
    await made({
      tool: 'spread',
      subject,
      args: { user_id: 'ada' },
      answer: { orders: [{ symbol: 'BND' }, { symbol: 'VTI' }] },
    });
    expect(await made(BUY)).toBe('executed');
  });

  it.each<[string, Write]>([
    ['on another symbol', { args: { user_id: 'ada', symbol: 'BND', side: 'sell' } }],
    ['on a subject of another kind', { ...SELL, subject: { name: 'alert', paths: ['user_id', 'symbol'] } }],
    ['by another principal', { ...SELL, principal: 'bob' }],
    ['that failed', { ...SELL, outcome: { status: 'input_required', inputRequests: {}, meta: {} } }],
    ['that began before the first had ended', { ...SELL, startedAt: 0 }],
    ['of a tool without a subject', { ...SELL, subject: { name: 'none', paths: ['absent'] } }],
  ])('is still a retry after a write %s', async (_what, other) => {
    await made(BUY);
    await made(other);
    expect(await made(BUY)).toBe('replayed');
  });

  it('is executed once if many come at the same time after another write on their subject', async () => {
    await made(BUY);
    await made(SELL);
    let executions = 0;
    const next = async (): Promise<Outcome> => {
      executions += 1;
      return { status: 'ok', structuredContent: {}, meta: {} };
    };
    await Promise.allSettled(Array.from({ length: 20 }, () => writeClaim(callOf(BUY), next)));
    expect(executions).toBe(1);
  });
});

it('a repeat under an idempotency key is a retry, whatever was written since', async () => {
  await made({ ...BUY, key: 'k1' });
  await made(SELL);
  expect(await made({ ...BUY, key: 'k1' })).toBe('replayed');
});

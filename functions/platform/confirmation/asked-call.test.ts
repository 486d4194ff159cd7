import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { type AskedAt, askedCall, keepAskedCall } from './asked-call.ts';

const NOW = 1_800_000_000_000;
const EXPIRES = NOW / 1000 + 600;
const at: AskedAt = { tenant: 'acme', principal: 'user:1', proof: 'mfc_1_a_b', keys: onlyKey('ab'.repeat(32)) };
const call = { tool: 'refund@1.0.0', arguments: { amount: '12.50', note: 'invented secret' }, idempotencyKey: 'k1' };

let database: TestDatabase;
let state: StateTable;
beforeAll(async () => {
  database = await startDynamoDb();
  state = { client: database.client, table: await database.table() };
  await keepAskedCall(state, at, call, EXPIRES);
});
afterAll(() => database.stop());

describe('a call that waits for a confirmation', () => {
  it('is given to the principal that was asked, until the proof expires', async () => {
    expect(await askedCall(state, at, NOW)).toEqual(call);
    expect(await askedCall(state, at, EXPIRES * 1000)).toBeUndefined();
  });

  it.each([{ tenant: 'other' }, { principal: 'user:2' }, { proof: 'mfc_1_a_c' }])(
    'is given to no other caller and for no other proof: %j',
    async (other) => {
      expect(await askedCall(state, { ...at, ...other }, NOW)).toBeUndefined();
    },
  );

  it('is stored sealed', async () => {
    const { Items = [] } = await database.client.send(new ScanCommand({ TableName: state.table }));
    expect(Items).toHaveLength(1);
    const text = JSON.stringify(Items.map(({ sealed, ...item }) => [item, Buffer.from(sealed).toString('latin1')]));
    for (const secret of ['invented secret', '12.50', 'refund', at.proof]) expect(text).not.toContain(secret);
  });

  it('is not kept if its arguments are too large for an item', async () => {
    const large = Array.from({ length: 60_000 }, (_, index) => (index * 7_919 * 104_729) % 1_000_003).join(' ');
    const proof = 'mfc_1_large_b';
    expect(
      await keepAskedCall(state, { ...at, proof }, { ...call, arguments: { large: large.repeat(3) } }, EXPIRES),
    ).toBe(false);
    expect(await askedCall(state, { ...at, proof }, NOW)).toBeUndefined();
  });
});

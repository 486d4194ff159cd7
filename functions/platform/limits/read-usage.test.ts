import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentId } from '../../../schemas/agents.ts';
import { DEFAULT_PLAN } from '../../../schemas/plans.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { daysBetween, readUsage } from './read-usage.ts';
import { takeBudget, type UsageTable } from './usage-repository.ts';

let database: TestDatabase;
let usage: UsageTable;
const pay = { name: 'pay', rateLimit: { perMinute: 9, perHour: 9, burst: 9 } };
const take = (day: string, principal = 'user:1', tool = pay) =>
  takeBudget(usage, {
    tenant: 'acme',
    principal,
    tier: 'team',
    plan: DEFAULT_PLAN,
    tool,
    now: Date.parse(`${day}T12:00:00Z`),
  });
beforeAll(async () => {
  database = await startDynamoDb();
  usage = { client: database.client, table: await database.table() };
  await take('2026-01-01');
  await take('2026-11-20');
  await take('2026-11-20');
  await take('2026-11-21', 'user:1', { ...pay, name: 'look' });
  await take('2026-11-21', 'user:2');
  await take('2026-11-21', agentId('acme', 'user:1', 'nightly'));
});
afterAll(() => database.stop());

const read = (from?: string, to?: string) => readUsage(usage, { tenant: 'acme', principal: 'user:1', from, to });

describe('the usage of a principal', () => {
  it('is by day, tool and tier, oldest first, over more days than one request reads', async () => {
    expect(await read('2026-01-01', '2026-11-21')).toEqual([
      { day: '2026-01-01', tenant: 'acme', principal: 'user:1', tool: 'pay', tier: 'team', calls: 1, refused: 0 },
      { day: '2026-11-20', tenant: 'acme', principal: 'user:1', tool: 'pay', tier: 'team', calls: 2, refused: 0 },
      { day: '2026-11-21', tenant: 'acme', principal: 'user:1', tool: 'look', tier: 'team', calls: 1, refused: 0 },
    ]);
  });

  it('is separate from that of its agents', async () => {
    const principal = agentId('acme', 'user:1', 'nightly');
    expect(await readUsage(usage, { tenant: 'acme', principal, from: '2026-11-20', to: '2026-11-21' })).toEqual([
      { day: '2026-11-21', tenant: 'acme', principal, tool: 'pay', tier: 'team', calls: 1, refused: 0 },
    ]);
  });

  it('covers the month up to the last day if no first day is given', async () => {
    expect((await read(undefined, '2026-11-20')).map(({ day }) => day)).toEqual(['2026-11-20']);
  });

  it('is empty if nothing was called', async () => {
    expect(await read('2025-12-01', '2025-12-31')).toEqual([]);
  });

  it.each([
    ['2026-02-30', '2026-03-01'],
    ['yesterday', '2026-03-01'],
    ['2026-03-02', '2026-03-01'],
    ['2024-01-01', '2026-03-01'],
  ])('is refused from %s to %s, with the field', async (from, to) => {
    await expect(read(from, to)).rejects.toMatchObject({ code: 'E2004', details: { field: 'start_date' } });
  });
});

it('counts the days of a leap year', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
});

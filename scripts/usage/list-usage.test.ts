import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { takeBudget, type UsageTable } from '../../functions/platform/limits/usage-repository.ts';
import { DEFAULT_PLAN } from '../../schemas/plans.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { listUsage } from './list-usage.ts';

const day = '2026-11-21';
const on = (only: string) => ({ from: only, to: only });
let database: TestDatabase;
let usage: UsageTable;
beforeAll(async () => {
  database = await startDynamoDb();
  usage = { client: database.client, table: await database.table() };
  const tool = { name: 'pay', rateLimit: { perMinute: 9, perHour: 9, burst: 9 } };
  const call = { tenant: 'acme', tier: 'team', plan: DEFAULT_PLAN, tool, now: Date.parse(`${day}T08:00:00Z`) } as const;
  await takeBudget(usage, { ...call, principal: 'https://issuer.example#ann' });
  await takeBudget(usage, { ...call, principal: '=HYPERLINK("x")' });
});
afterAll(() => database.stop());

it('npm run usage shows usage as a table', async () => {
  const lines = (await listUsage(usage, { ...on(day), format: 'table' })).text
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(lines).toContainEqual([day, 'acme', 'https://issuer.example#ann', 'pay', 'team', '1', '0']);
  expect((await listUsage(usage, { ...on('2026-11-20'), format: 'table' })).text).toBe(
    'Nothing was called on 2026-11-20.',
  );
});

it('npm run usage writes no formula into CSV', async () => {
  const { text: csv } = await listUsage(usage, { ...on(day), tenant: 'acme', format: 'csv' });
  expect(csv.split('\n')).toContain(`${day},acme,"'=HYPERLINK(""x"")",pay,team,1,0`);
});

it('npm run usage writes one JSON object on each line', async () => {
  const rows = (await listUsage(usage, { ...on(day), format: 'jsonl' })).text
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({
    day,
    tenant: 'acme',
    principal: 'https://issuer.example#ann',
    tool: 'pay',
    tier: 'team',
    calls: 1,
    refused: 0,
  });
});

it('npm run usage lists several days, of one principal if it is named', async () => {
  const question = {
    from: '2026-11-20',
    to: '2026-11-22',
    principal: 'https://issuer.example#ann',
    format: 'jsonl',
  } as const;
  const rows = (await listUsage(usage, question)).text.split('\n').map((line) => JSON.parse(line));
  expect(rows).toEqual([expect.objectContaining({ day, principal: 'https://issuer.example#ann', calls: 1 })]);
});

it('npm run usage refuses a day that does not exist', async () => {
  await expect(listUsage(usage, { ...on('2026-02-30'), format: 'csv' })).rejects.toThrow('YYYY-MM-DD');
});

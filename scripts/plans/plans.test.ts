import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadPlans, seedPlans } from '../../functions/platform/limits/plan-repository.ts';
import { planFor } from '../../functions/platform/limits/plans.ts';
import { catalogueSource } from '../../functions/platform/registry/catalogue-repository.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { SHIPPED_PLANS } from '../../schemas/plans.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { givePlan, listPlans, setPlan } from './plan-commands.ts';

let database: TestDatabase;
let registry: AuditedTable;
let events: AuditEvent[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const recorded = recordedChanges();
  events = recorded.events;
  registry = { client: database.client, table: await database.table(), changes: recorded.changes };
});

const free = { id: 'user:1', tenant: 'acme', tier: 'free' as const };
const set = (name: string, ...settings: string[]) => setPlan(registry, { name, settings, by: 'erin' });

describe('shipped plans', () => {
  it('are written once, and keep the changes of an administrator', async () => {
    expect(await seedPlans(registry, SHIPPED_PLANS)).toEqual(['free', 'personal', 'team', 'enterprise']);
    await set('team', 'callsPerMinute=7');
    const [first, ...others] = SHIPPED_PLANS.map((plan) => ({ ...plan, callsPerMinute: 3 }));
    expect(await seedPlans(registry, first ? [first, ...others] : [])).toEqual(['free', 'personal', 'enterprise']);
    const { byName } = await loadPlans(registry);
    expect([...byName.values()].map(({ name, callsPerMinute }) => [name, callsPerMinute])).toEqual(
      expect.arrayContaining([
        ['free', 3],
        ['team', 7],
      ]),
    );
    expect(byName.get('team')).toMatchObject({ callsPerDay: 10_000, updatedBy: 'erin' });
  });
});

it('npm run plans records each change in the audit trail, with the values before and after', async () => {
  await seedPlans(registry, SHIPPED_PLANS);
  await set('team', 'callsPerMinute=7');
  await givePlan(registry, { tenant: 'acme', principal: 'user:1', plan: 'team' });
  expect(events).toMatchObject([
    {
      phase: 'intent',
      operation: 'plans/set',
      target: 'team',
      before: { title: '(masked)' },
      after: { callsPerMinute: 7 },
    },
    { phase: 'outcome', outcome: 'ok' },
    { phase: 'intent', operation: 'plans/assign', tenant: 'acme', subject: 'user:1', after: { plan: 'team' } },
    { phase: 'outcome', outcome: 'ok' },
  ]);
});

describe('the plan of a principal', () => {
  it('is the plan of the principal, else of its tenant, else of its tier, else the default plan', async () => {
    const plan = async () => planFor(await loadPlans(registry), free).name;
    expect(await plan()).toBe('default');
    await seedPlans(registry, SHIPPED_PLANS);
    expect(await plan()).toBe('free');
    await givePlan(registry, { tenant: 'acme', plan: 'team' });
    expect(await plan()).toBe('team');
    await set('trial', 'callsPerMinute=1');
    await givePlan(registry, { tenant: 'acme', principal: 'user:1', plan: 'trial' });
    expect(await plan()).toBe('trial');
    expect(planFor(await loadPlans(registry), { ...free, tenant: 'other' }).name).toBe('free');
  });

  it('changes with the catalogue on the next request', async () => {
    const catalogue = catalogueSource(registry);
    await seedPlans(registry, SHIPPED_PLANS);
    const limit = async () => planFor((await catalogue()).plans, free).callsPerMinute;
    expect(await limit()).toBe(10);
    await set('free', 'callsPerMinute=0');
    expect(await limit()).toBe(0);
  });
});

describe('npm run plans', () => {
  it('sets limits of a plan and of its tools, and keeps its other limits', async () => {
    await set('own', 'callsPerDay=5', 'pay.perMinute=2', '*.burst=3');
    await set('own', 'pay.perHour=9');
    expect((await loadPlans(registry)).byName.get('own')).toMatchObject({
      requestsPerMinute: 100,
      callsPerMinute: 50,
      callsPerDay: 5,
      tools: { pay: { perMinute: 2, perHour: 9 }, '*': { burst: 3 } },
    });
    expect((await listPlans(registry)).text).toContain('  pay: perMinute=2 perHour=9');
  });

  it.each(['callsPerMinute', 'callsPerMinute=-1', 'callsPerMinute=many', 'callsPerWeek=1', 'pay.perDay=1'])(
    'refuses the limit %s and changes nothing',
    async (setting) => {
      await expect(set('own', setting)).rejects.toThrow(expect.objectContaining({ name: 'ArgumentError' }));
      expect((await loadPlans(registry)).byName.size).toBe(0);
    },
  );

  it('assigns only plans that exist', async () => {
    await expect(givePlan(registry, { tenant: 'acme', plan: 'gold' })).rejects.toThrow('There is no plan "gold"');
  });
});

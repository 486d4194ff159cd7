import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentId } from '../../../schemas/agents.ts';
import { usageKey } from '../../../schemas/keys.ts';
import { Plan } from '../../../schemas/plans.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { usageOn } from './usage-report.ts';
import { settleNotMade, type TakeResult, takeBudget, type UsageRequest, type UsageTable } from './usage-repository.ts';

let database: TestDatabase;
let usage: UsageTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  usage = { client: database.client, table: await database.table() };
});

const NOON = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const DAY = '2026-11-21';
const open = { perMinute: 1_000, perHour: 10_000, burst: 1_000 };
const request = (changes: Partial<UsageRequest> = {}): UsageRequest => ({
  tenant: 'acme',
  principal: 'user:1',
  tier: 'team',
  plan: Plan.parse({ name: 'own', title: 'Own', requestsPerMinute: 1_000, callsPerMinute: 1_000 }),
  tool: { name: 'pay', rateLimit: open },
  now: NOON,
  ...changes,
});
const plan = (limits: object) =>
  Plan.parse({ name: 'own', title: 'Own', requestsPerMinute: 1_000, callsPerMinute: 1_000, ...limits });
const take = (changes?: Partial<UsageRequest>) => takeBudget(usage, request(changes));
const taken = (results: TakeResult[]) => results.filter(({ state }) => state === 'taken').length;

/** How many of some simultaneous calls got through. */
async function through(count: number, changes: (index: number) => Partial<UsageRequest>): Promise<number> {
  return taken(await Promise.all(Array.from({ length: count }, (_, index) => take(changes(index)))));
}

describe('limits under concurrency', () => {
  it('let exactly 30 of 500 simultaneous calls through', async () => {
    const limited = { plan: plan({ callsPerMinute: 30 }) };
    expect(await through(500, () => limited)).toBe(30);
    expect(await take(limited)).toMatchObject({ state: 'refused', counter: { name: 'callsPerMinute', limit: 30 } });
  });

  it('let exactly the limit through, however many calls and limits there are', async () => {
    const limits = fc.record({
      calls: fc.integer({ min: 0, max: 12 }),
      perMinute: fc.integer({ min: 0, max: 12 }),
      burst: fc.integer({ min: 0, max: 12 }),
      sent: fc.integer({ min: 0, max: 20 }),
    });
    let principal = 0;
    await fc.assert(
      fc.asyncProperty(limits, async ({ calls, perMinute, burst, sent }) => {
        principal += 1;
        const changes = {
          principal: `user:${principal}`,
          plan: plan({ callsPerMinute: calls }),
          tool: { name: 'pay', rateLimit: { ...open, perMinute, burst } },
        };
        expect(await through(sent, () => changes)).toBe(Math.min(sent, calls, perMinute, burst));
      }),
      { numRuns: 40 },
    );
  });

  it('count each principal separately', async () => {
    const limited = { plan: plan({ callsPerMinute: 1 }) };
    expect(await through(10, (index) => ({ ...limited, principal: `user:${index % 2}` }))).toBe(2);
    expect(await through(10, () => ({ ...limited, tenant: 'other' }))).toBe(1);
  });
});

describe('the agents of an owner', () => {
  const agent = (name: string) => agentId('acme', 'user:1', name);
  it('have, with their owner and all together, no more than the owner', async () => {
    const limited = { plan: plan({ callsPerMinute: 8 }) };
    const names = ['one', 'two', 'three', 'four'];
    expect(await through(40, (index) => ({ ...limited, principal: agent(names[index % 4] ?? '') }))).toBe(8);
    expect(await take({ ...limited, principal: 'user:1' })).toMatchObject({ state: 'refused' });
    expect(await take({ ...limited, principal: agent('one/nested') })).toMatchObject({
      state: 'refused',
      counter: { name: 'owner.callsPerMinute', limit: 8 },
    });
    expect(await take({ ...limited, principal: 'user:2' })).toMatchObject({ state: 'taken' });
  });

  it('have limits of their own within those of the owner, by minute, day and tool', async () => {
    const ownersPlan = plan({ callsPerMinute: 100 });
    for (const limits of [{ callsPerMinute: 2 }, { callsPerDay: 2 }, { tools: { pay: { perHour: 2 } } }]) {
      const name = `a${Object.keys(limits)[0]?.toLowerCase()}`;
      const limited = { principal: agent(name), plan: plan(limits), ownersPlan };
      expect(await through(6, () => limited)).toBe(2);
      expect(await take({ ...limited, principal: agent(`${name}-too`) })).toMatchObject({ state: 'taken' });
    }
  });

  it('are counted in one write, in the item of the owner, and their counters go with later ones', async () => {
    let writes = 0;
    const client = Object.assign(Object.create(usage.client) as typeof usage.client, {
      send: (command: never) => {
        writes += 1;
        return usage.client.send(command);
      },
    });
    await takeBudget({ ...usage, client }, request({ principal: agent('one') }));
    expect(writes).toBe(1);
    for (let minute = 1; minute < 30; minute += 1) await take({ principal: agent('one'), now: NOON + minute * MINUTE });
    const Key = usageKey('acme', DAY, 'user:1');
    const { Item = {} } = await database.client.send(new GetCommand({ TableName: usage.table, Key }));
    expect(Item).toMatchObject({ 'day|calls': 30, 'day|calls|one': 30, 'billed|pay|team|one': 30 });
    expect(Object.keys(Item).filter((name) => name.startsWith('minute|')).length).toBeLessThanOrEqual(30);
  });

  it('are each in the report by their own id', async () => {
    await take({ principal: agent('one/nested') });
    await take({ principal: agent('two') });
    await take();
    const rows = await usageOn(usage, { day: DAY, tenant: 'acme' });
    expect(rows.map(({ principal, calls }) => [principal, calls])).toEqual([
      [agent('one/nested'), 1],
      [agent('two'), 1],
      ['user:1', 1],
    ]);
  });
});

describe('windows', () => {
  it.each([
    ['second', { burst: 1 }, 1_000],
    ['minute', { perMinute: 1 }, MINUTE],
    ['hour', { perHour: 1 }, 60 * MINUTE],
  ])('of a %s begin anew when they are over', async (span, limit, length) => {
    const tool = { name: 'pay', rateLimit: { ...open, ...limit } };
    expect(await take({ tool })).toMatchObject({ state: 'taken' });
    expect(await take({ tool, now: NOON + length - 1 })).toMatchObject({
      state: 'refused',
      counter: { span, resetAt: NOON + length },
    });
    expect(await take({ tool, now: NOON + length })).toMatchObject({ state: 'taken' });
  });

  it('of a day begin anew at midnight, UTC', async () => {
    const limited = { plan: plan({ callsPerDay: 1 }) };
    await take(limited);
    const midnight = Date.parse('2026-11-22T00:00:00Z');
    expect(await take({ ...limited, now: midnight - 1 })).toMatchObject({ counter: { resetAt: midnight } });
    expect(await take({ ...limited, now: midnight })).toMatchObject({ state: 'taken' });
  });

  it('that have ended are removed from the item by a later write', async () => {
    for (let minute = 0; minute < 30; minute += 1) await take({ now: NOON + minute * MINUTE });
    const Key = usageKey('acme', DAY, 'user:1');
    const { Item = {} } = await database.client.send(new GetCommand({ TableName: usage.table, Key }));
    expect(Object.keys(Item).filter((name) => name.startsWith('minute|')).length).toBeLessThanOrEqual(15);
    expect(Item['day|requests']).toBe(30);
  });
});

describe('what a caller hears', () => {
  it('names the limit with the least remaining', async () => {
    expect(await take({ plan: plan({ callsPerMinute: 5 }) })).toMatchObject({
      state: 'taken',
      tightest: { remaining: 4, counter: { name: 'callsPerMinute', limit: 5, resetAt: NOON + MINUTE } },
    });
  });

  it('names the limit that lasts longest if several are used up', async () => {
    const limited = { plan: plan({ callsPerMinute: 1, callsPerDay: 1 }) };
    await take(limited);
    expect(await take(limited)).toMatchObject({ state: 'refused', counter: { name: 'callsPerDay' } });
  });

  it('distinguishes a refused request from a refused call', async () => {
    const limited = { plan: plan({ requestsPerMinute: 1 }) };
    await take(limited);
    expect(await take(limited)).toMatchObject({ counter: { name: 'requestsPerMinute', refusesRequest: true } });
  });

  it('refuses every request if a limit is 0, and follows a new limit at once', async () => {
    const blocked = plan({ tools: { pay: { perMinute: 0 } } });
    expect(await take({ plan: blocked })).toMatchObject({ state: 'refused', counter: { name: 'pay.perMinute' } });
    expect(await take({ plan: plan({ tools: { pay: { perMinute: 1 } } }) })).toMatchObject({ state: 'taken' });
    expect(await take({ plan: plan({ tools: { '*': { perMinute: 1 } } }) })).toMatchObject({ state: 'refused' });
  });
});

describe('usage', () => {
  it('counts accepted calls, by principal, tool, tier and day', async () => {
    const refusing = plan({ tools: { pay: { perMinute: 2 } } });
    await through(5, () => ({ plan: refusing }));
    await take({ tool: { name: 'calls', rateLimit: open } });
    await take({ tier: 'free', now: NOON + MINUTE });
    await take({ tool: undefined });
    await take({ principal: 'user:2', tenant: 'other' });
    await take({ now: NOON + 24 * 60 * MINUTE });
    const row = { day: DAY, tenant: 'acme', principal: 'user:1', tier: 'team' };
    const own = [
      { ...row, tool: 'calls', calls: 1, refused: 0 },
      { ...row, tool: 'pay', tier: 'free', calls: 1, refused: 0 },
      { ...row, tool: 'pay', calls: 2, refused: 0 },
    ];
    expect(await usageOn(usage, { day: DAY, tenant: 'acme' })).toEqual(own);
    expect(await usageOn(usage, { day: DAY })).toEqual([
      ...own,
      { ...row, tenant: 'other', principal: 'user:2', tool: 'pay', calls: 1, refused: 0 },
    ]);
  });
});

describe('a call that was counted and not made', () => {
  const limits = { callsPerDay: 1, callsPerMinute: 1, tools: { '*': { perMinute: 1, perHour: 1, burst: 1 } } };
  const agent = agentId('acme', 'user:1', 'nightly');
  const rowsOf = async (principal: string) =>
    (await usageOn(usage, { day: DAY, tenant: 'acme' })).filter((row) => row.principal === principal);

  it.each(['user:1', agent])(
    'has used no limit of calls if %s has to be asked first, and counts once in the end',
    async (principal) => {
      const limited = { principal, plan: plan(limits), ownersPlan: plan(limits) };
      for (let asked = 0; asked < 3; asked += 1) {
        expect(await take(limited)).toMatchObject({ state: 'taken' });
        await settleNotMade(usage, request(limited), 'asked');
      }
      expect(await rowsOf(principal)).toEqual([]);
      expect(await take(limited)).toMatchObject({ state: 'taken' });
      expect(await rowsOf(principal)).toMatchObject([{ tool: 'pay', calls: 1, refused: 0 }]);
      expect(await take(limited)).toMatchObject({ state: 'refused' });
    },
  );

  it.each(['user:1', agent])(
    'is counted apart if a guard refused it to %s, and has used its limits',
    async (principal) => {
      const limited = { principal, plan: plan(limits), ownersPlan: plan(limits) };
      await take(limited);
      await settleNotMade(usage, request(limited), 'refused');
      expect(await rowsOf(principal)).toMatchObject([{ tool: 'pay', tier: 'team', calls: 0, refused: 1 }]);
      expect(await take(limited)).toMatchObject({ state: 'refused' });
    },
  );

  it('stays counted as a request', async () => {
    const limited = { plan: plan({ ...limits, requestsPerMinute: 1 }) };
    await take(limited);
    await settleNotMade(usage, request(limited), 'asked');
    expect(await take(limited)).toMatchObject({ state: 'refused', counter: { name: 'requestsPerMinute' } });
  });
});

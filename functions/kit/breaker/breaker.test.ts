import type { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import { type Breakers, sharedBreakers, type Verdict } from './breaker.ts';

let database: TestDatabase;
let state: StateTable;
let now = 0;
let commands: string[] = [];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const client = new Proxy(database.client, {
    get: (target, name) => {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: GetCommand) => {
        commands.push(command.constructor.name);
        return target.send(command);
      };
    },
  });
  state = { client, table: await database.table() };
  now = 1_800_000_000_000;
  commands = [];
});

const HOST = 'provider.example';
const instance = () => sharedBreakers(state, { family: 'test', now: () => now });
async function request(breakers: Breakers, verdict: Verdict): Promise<void> {
  const ended = await breakers.admit(HOST);
  await ended(verdict);
}
async function fail(breakers: Breakers, times = 5): Promise<void> {
  for (let time = 0; time < times; time += 1) await request(breakers, 'failure');
}
/** How many of these instances let a request through at the same time. */
async function admitted(instances: Breakers[]) {
  const results = await Promise.allSettled(instances.map((breakers) => breakers.admit(HOST)));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

describe('the breaker of a provider', () => {
  it('opens after five failures for every instance, and says when to try again', async () => {
    await fail(instance());
    now += 10_000;
    await expect(instance().admit(HOST)).rejects.toMatchObject({
      code: 'E4005',
      retryable: true,
      details: { retryAfter: 50, circuit: 'open' },
    });
  });

  it('counts the failures of all instances together', async () => {
    for (let number = 0; number < 5; number += 1) await request(instance(), 'failure');
    await expect(instance().admit(HOST)).rejects.toMatchObject({ code: 'E4005' });
  });

  it('stays closed if a success comes between the failures', async () => {
    const breakers = instance();
    for (let time = 0; time < 10; time += 1) {
      await fail(breakers, 4);
      await request(breakers, 'success');
    }
    expect(await admitted([breakers, instance()])).toHaveLength(2);
  });

  it('ignores requests with a neutral verdict', async () => {
    const breakers = instance();
    for (let time = 0; time < 10; time += 1) await request(breakers, 'neutral');
    await fail(breakers, 4);
    expect(await admitted([instance()])).toHaveLength(1);
  });

  it('does not affect other hosts and other families', async () => {
    await fail(instance());
    await expect(instance().admit('other.example')).resolves.toBeInstanceOf(Function);
    const family = sharedBreakers(state, { family: 'other', now: () => now });
    await expect(family.admit(HOST)).resolves.toBeInstanceOf(Function);
  });

  it('admits a call that has already changed something, even while it is open', async () => {
    const breakers = instance();
    await fail(breakers);
    await expect(breakers.admit(HOST, 'always')).resolves.toBeInstanceOf(Function);
  });
});

describe('the breaker after a minute', () => {
  const halfOpen = async () => {
    await fail(instance());
    now += 60_000;
    return Array.from({ length: 20 }, instance);
  };

  it('admits one request of all instances as a probe', async () => {
    const instances = await halfOpen();
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('closes for all instances after a successful probe', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('success');
    now += 1_000;
    expect(await admitted(instances)).toHaveLength(20);
  });

  it('stays open for another minute after a failed probe', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('failure');
    now += 59_000;
    expect(await admitted(instances)).toHaveLength(0);
    now += 1_000;
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('admits another probe after one with a neutral verdict', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('neutral');
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('admits another probe if the first one does not end in time', async () => {
    const instances = await halfOpen();
    await admitted(instances);
    now += 60_000;
    expect(await admitted(instances)).toHaveLength(1);
  });
});

describe('the cost of the breaker', () => {
  it('is one read for an instance, not for each request, while the provider is healthy', async () => {
    const breakers = instance();
    for (let time = 0; time < 100; time += 1) await request(breakers, 'success');
    expect(commands).toEqual(['GetCommand']);
  });

  it('is one write for each failure and one for the first success after them', async () => {
    const breakers = instance();
    await fail(breakers, 2);
    for (let time = 0; time < 3; time += 1) await request(breakers, 'success');
    expect(commands).toEqual(['GetCommand', 'UpdateCommand', 'UpdateCommand', 'UpdateCommand']);
  });

  it('is not a refused request if the table does not answer', async () => {
    state = { ...state, table: 'missing' };
    const breakers = instance();
    await fail(breakers, 10);
    await expect(breakers.admit(HOST)).resolves.toBeInstanceOf(Function);
  });
});

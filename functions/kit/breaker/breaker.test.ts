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
  const counting = {
    send: (command: { constructor: { name: string } }) => {
      commands.push(command.constructor.name);
      return database.client.send(command as never);
    },
  } as unknown as StateTable['client'];
  state = { client: counting, table: await database.table() };
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
  it('opens after five failures, on every instance, and says when to come back', async () => {
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

  it('stays closed where a success comes in between', async () => {
    const breakers = instance();
    for (let round = 0; round < 10; round += 1) {
      await fail(breakers, 4);
      await request(breakers, 'success');
    }
    expect(await admitted([breakers, instance()])).toHaveLength(2);
  });

  it('takes what says nothing of the provider for nothing', async () => {
    const breakers = instance();
    for (let time = 0; time < 10; time += 1) await request(breakers, 'neutral');
    await fail(breakers, 4);
    expect(await admitted([instance()])).toHaveLength(1);
  });

  it('keeps other hosts and families out of it', async () => {
    await fail(instance());
    await expect(instance().admit('other.example')).resolves.toBeInstanceOf(Function);
    const family = sharedBreakers(state, { family: 'other', now: () => now });
    await expect(family.admit(HOST)).resolves.toBeInstanceOf(Function);
  });

  it('does not break off a call that has begun', async () => {
    const breakers = instance();
    await fail(breakers);
    await expect(breakers.admit(HOST, 'always')).resolves.toBeInstanceOf(Function);
  });
});

describe('after a minute', () => {
  const halfOpen = async () => {
    await fail(instance());
    now += 60_000;
    return Array.from({ length: 20 }, instance);
  };

  it('one request of all instances is let through', async () => {
    const instances = await halfOpen();
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('its success closes the breaker for all', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('success');
    now += 1_000;
    expect(await admitted(instances)).toHaveLength(20);
  });

  it('its failure opens the breaker for another minute', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('failure');
    now += 59_000;
    expect(await admitted(instances)).toHaveLength(0);
    now += 1_000;
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('a request that says nothing leaves the place to the next', async () => {
    const instances = await halfOpen();
    const [ended] = await admitted(instances);
    await ended?.('neutral');
    expect(await admitted(instances)).toHaveLength(1);
  });

  it('a probe that is not heard of again is followed by another', async () => {
    const instances = await halfOpen();
    await admitted(instances);
    now += 60_000;
    expect(await admitted(instances)).toHaveLength(1);
  });
});

describe('the cost of the breaker', () => {
  it('is one read for an instance, not one per request, where the provider is healthy', async () => {
    const breakers = instance();
    for (let time = 0; time < 100; time += 1) await request(breakers, 'success');
    expect(commands).toEqual(['GetCommand']);
  });

  it('is one write per failure, and one when it is over', async () => {
    const breakers = instance();
    await fail(breakers, 2);
    for (let time = 0; time < 3; time += 1) await request(breakers, 'success');
    expect(commands).toEqual(['GetCommand', 'UpdateCommand', 'UpdateCommand', 'UpdateCommand']);
  });

  it('is no refusal where the table does not answer', async () => {
    state = { ...state, table: 'missing' };
    const breakers = instance();
    await fail(breakers, 10);
    await expect(breakers.admit(HOST)).resolves.toBeInstanceOf(Function);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { VALKEY_ACCESS } from '../../../../schemas/cache-access.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { guardedCall } from '../../../../test/support/guarded-call.ts';
import { TEST_VAULT } from '../../../../test/support/response-vault.ts';
import { hasValkey, startValkey, type TestValkey } from '../../../../test/support/valkey.ts';
import { logger } from '../../../core/logging/logger.ts';
import { onlyKey } from '../../../core/secrets/key-ring.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import type { ResponseCache } from '../../../platform/cache/response-cache.ts';
import { valkeyCache } from '../../../platform/cache/valkey-cache.ts';
import { type ValkeyConnection, valkeyConnection } from '../../../platform/cache/valkey-connection.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { responseCache } from './cache-guards.ts';

const FRONTS = 4;
const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

/** A store that can be disconnected. */
interface Disconnectable {
  /** One per instance of front. */
  readonly caches: readonly ResponseCache[];
  disconnect(): Promise<void>;
  reconnect(): Promise<void>;
}

let database: TestDatabase;
let state: StateTable;
let valkey: TestValkey | undefined;
const connections: ValkeyConnection[] = [];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(async () => {
  for (const connection of connections) connection.close();
  await valkey?.stop();
  database.stop();
});

let faults: number;
let metrics: string[];
beforeEach(async () => {
  state = { client: database.client, table: await database.table() };
  faults = 0;
  metrics = [];
  jest.spyOn(logger, 'warn').mockImplementation((...said) => {
    if (said[0] === 'the response cache failed') faults += 1;
  });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => metrics.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** The table, in which only requests for cached responses fail. */
async function disconnectableDynamoDb(): Promise<Disconnectable> {
  let failing = false;
  const client = new Proxy(state.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: { input: object }, ...rest: []) => {
        if (failing && JSON.stringify(command.input).includes('#cache')) {
          return Promise.reject(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
        }
        return target.send(command as never, ...rest);
      };
    },
  });
  const fail = (to: boolean) => async () => {
    failing = to;
  };
  const caches = Array.from({ length: FRONTS }, () => dynamoDbCache({ ...state, client }, TEST_VAULT));
  return { caches, disconnect: fail(true), reconnect: fail(false) };
}

async function disconnectableValkey(): Promise<Disconnectable> {
  const user = { name: 'functions', password: 'invented', access: VALKEY_ACCESS };
  const server = await startValkey(user);
  valkey = server;
  const caches = Array.from({ length: FRONTS }, () => {
    const { url, ca } = server;
    const connection = valkeyConnection({ url, ca, user: user.name, password: () => user.password });
    connections.push(connection);
    return valkeyCache(connection, { state, vault: TEST_VAULT });
  });
  return { caches, disconnect: () => server.kill(), reconnect: () => server.restart() };
}

function callOf(cache: ResponseCache, person: string): GuardedCall {
  return guardedCall({
    arguments: { person },
    services: { cache, key: async () => onlyKey('k'.repeat(64)), audit: { record: async () => undefined } },
    tool: {
      definition: {
        name: 'look_up',
        annotations: { readOnlyHint: true },
        cache: { ttlSeconds: 60, keyFields: ['person'], invalidateOn: [] },
      },
    },
    context: { deadline: Date.now() + 30_000 },
  });
}

const stores: [string, () => Promise<Disconnectable>, boolean][] = [
  ['DynamoDB', disconnectableDynamoDb, true],
  ['Valkey', disconnectableValkey, hasValkey],
];

for (const [name, connect, available] of stores) {
  // Without redis-server the second store is skipped; npm run peers installs it.
  (available ? describe : describe.skip)(`when ${name} becomes unreachable under load`, () => {
    it('fails no call, counts the faults, and works again without a restart', async () => {
      const { caches, disconnect, reconnect } = await connect();
      let asked = 0;
      /** Calls about five people, from all instances of front at once. */
      const load = (count: number, prefix: string) =>
        Promise.all(
          Array.from({ length: count }, (_, index) => {
            const cache = caches[index % FRONTS];
            if (!cache) throw new Error('There is no such front.');
            return responseCache(callOf(cache, `${prefix} ${index % 5}`), async () => {
              asked += 1;
              return found;
            });
          }),
        );

      // The first call of an instance opens its connection, and waits for it only briefly.
      await untilHit(() => load(FRONTS, 'first'));
      asked = 0;
      faults = 0;
      metrics = [];
      await load(40, 'before');
      expect([asked, faults]).toEqual([5, 0]);

      // Some calls are under way when the connection breaks.
      const underWay = load(100, 'during');
      await disconnect();
      const during = await underWay;
      const after = await load(100, 'after');
      expect([...during, ...after].map(({ status }) => status)).toEqual(Array(200).fill('ok'));
      expect(faults).toBeGreaterThan(0);
      expect(metrics.filter((line) => line.includes('"CacheFault":1'))).toHaveLength(faults);
      expect(asked).toBeGreaterThanOrEqual(100);

      await reconnect();
      await untilHit(() => load(FRONTS, 'again'));
      asked = 0;
      const again = await load(FRONTS * 5, 'again');
      expect(again.filter(({ meta }) => meta.cached).length).toBeGreaterThanOrEqual(FRONTS * 5 - 5);
      expect(asked).toBeLessThanOrEqual(5);
    });
  });
}

/** Repeats a load until each instance answers from the cache: a failed connection is opened again after a moment. */
async function untilHit(load: () => Promise<Outcome[]>): Promise<void> {
  const tries = 100;
  for (let left = tries; left > 0; left -= 1) {
    const outcomes = await load();
    if (outcomes.every(({ meta }) => meta.cached)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The cache does not work again.');
}

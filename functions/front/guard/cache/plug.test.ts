import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { VALKEY_ACCESS } from '../../../../schemas/cache-access.ts';
import type { Outcome } from '../../../../schemas/invocation.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { EMPTY_CATALOGUE } from '../../../../test/support/empty-catalogue.ts';
import { TEST_VAULT } from '../../../../test/support/response-vault.ts';
import { hasValkey, startValkey, type TestValkey } from '../../../../test/support/valkey.ts';
import { logger } from '../../../core/logging/logger.ts';
import type { StateTable } from '../../../core/state-table/state-table.ts';
import { dynamoDbCache } from '../../../platform/cache/dynamodb-cache.ts';
import type { ResponseCache } from '../../../platform/cache/response-cache.ts';
import { valkeyCache } from '../../../platform/cache/valkey-cache.ts';
import { type ValkeyConnection, valkeyConnection } from '../../../platform/cache/valkey-connection.ts';
import type { GuardedCall } from '../guarded-call.ts';
import { responseCache } from './response-cache.ts';

const FRONTS = 4;
const found: Outcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

/** A store with a plug. */
interface Plugged {
  /** One per instance of front. */
  readonly caches: readonly ResponseCache[];
  pull(): Promise<void>;
  putBack(): Promise<void>;
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

/** The table, of which the answers alone fail: requests for other items pass. */
async function pluggedDynamoDb(): Promise<Plugged> {
  let pulled = false;
  const client = new Proxy(state.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return (command: { input: object }, ...rest: []) => {
        if (pulled && JSON.stringify(command.input).includes('#cache')) {
          return Promise.reject(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
        }
        return target.send(command as never, ...rest);
      };
    },
  });
  const plug = (to: boolean) => async () => {
    pulled = to;
  };
  const caches = Array.from({ length: FRONTS }, () => dynamoDbCache({ ...state, client }, TEST_VAULT));
  return { caches, pull: plug(true), putBack: plug(false) };
}

async function pluggedValkey(): Promise<Plugged> {
  const user = { name: 'functions', password: 'invented', access: VALKEY_ACCESS };
  const server = await startValkey(user);
  valkey = server;
  const caches = Array.from({ length: FRONTS }, () => {
    const { url, ca } = server;
    const connection = valkeyConnection({ url, ca, user: user.name, password: () => user.password });
    connections.push(connection);
    return valkeyCache(connection, { state, vault: TEST_VAULT });
  });
  return { caches, pull: () => server.kill(), putBack: () => server.restart() };
}

let calls = 0;
function callOf(cache: ResponseCache, person: string): GuardedCall {
  calls += 1;
  const principal = { tenant: 'acme', id: 'user:1', scopes: [], roles: [], tier: 'free' };
  return {
    callId: `call-${calls}`,
    startedAt: Date.now(),
    arguments: { person },
    argumentsHash: 'a',
    bypassCache: false,
    request: {
      endpoint: { kind: 'all' },
      catalogue: EMPTY_CATALOGUE,
      correlationId: `c-${calls}`,
      sourceIp: '192.0.2.7',
      principal,
    },
    services: { cache, key: async () => 'k'.repeat(64), audit: { record: async () => undefined } },
    tool: {
      target: {},
      definition: {
        name: 'look_up',
        version: '1.0.0',
        timeoutMs: 30_000,
        movesMoney: false,
        annotations: { readOnlyHint: true },
        auditFields: {},
        cache: { ttlSeconds: 60, keyFields: ['person'], invalidateOn: [] },
      },
    },
    context: { principal, deadline: Date.now() + 30_000, correlationId: `c-${calls}` },
    established: { permits: [], audited: {}, intended: false },
  } as unknown as GuardedCall;
}

const stores: [string, () => Promise<Plugged>, boolean][] = [
  ['DynamoDB', pluggedDynamoDb, true],
  ['Valkey', pluggedValkey, hasValkey],
];

for (const [name, plugIn, available] of stores) {
  // Without redis-server the second is skipped by name: npm run peers installs it.
  (available ? describe : describe.skip)(`with the plug of ${name} pulled under load`, () => {
    it('no call fails, faults are counted, and the cache works again without a restart', async () => {
      const { caches, pull, putBack } = await plugIn();
      let asked = 0;
      /** So many calls of a few people, from all fronts at once. */
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

      // The first call of an instance makes its connection, and does not wait for it for long.
      await untilHit(() => load(FRONTS, 'first'));
      asked = 0;
      faults = 0;
      metrics = [];
      await load(40, 'before');
      expect([asked, faults]).toEqual([5, 0]);

      // Some are on their way when the plug is pulled.
      const underWay = load(100, 'during');
      await pull();
      const during = await underWay;
      const after = await load(100, 'after');
      expect([...during, ...after].map(({ status }) => status)).toEqual(Array(200).fill('ok'));
      expect(faults).toBeGreaterThan(0);
      expect(metrics.filter((line) => line.includes('"CacheFault":1'))).toHaveLength(faults);
      expect(asked).toBeGreaterThanOrEqual(100);

      await putBack();
      await untilHit(() => load(FRONTS, 'again'));
      asked = 0;
      const again = await load(FRONTS * 5, 'again');
      expect(again.filter(({ meta }) => meta.cached).length).toBeGreaterThanOrEqual(FRONTS * 5 - 5);
      expect(asked).toBeLessThanOrEqual(5);
    });
  });
}

/** Repeats a load until each front answers from the cache: after a failure a connection rests for a moment. */
async function untilHit(load: () => Promise<Outcome[]>): Promise<void> {
  const tries = 100;
  for (let left = tries; left > 0; left -= 1) {
    const outcomes = await load();
    if (outcomes.every(({ meta }) => meta.cached)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The cache does not work again.');
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VALKEY_ACCESS } from '../../../schemas/cache-access.ts';
import { describeCache } from '../../../test/support/cache-contract.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { TEST_VAULT } from '../../../test/support/response-vault.ts';
import { hasValkey, startValkey, type TestUser, type TestValkey } from '../../../test/support/valkey.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { CacheableOutcome, CacheSlot, ResponseCache } from './response-cache.ts';
import { valkeyCache } from './valkey-cache.ts';
import { type ValkeyConnection, valkeyConnection } from './valkey-connection.ts';

const USER: TestUser = { name: 'front', password: 'a token that signs in', access: VALKEY_ACCESS };
// What is tested here is what the store does, not how long a busy machine takes for it.
const PATIENT = { connectMs: 20_000, commandMs: 20_000, giveUpMs: 20_000 };
const outcome: CacheableOutcome = { status: 'ok', structuredContent: { found: true }, meta: {} };

let database: TestDatabase;
let state: StateTable;
let server: TestValkey;
const connections: ValkeyConnection[] = [];

/** A connection as one instance of front has it. */
function connect(password = USER.password, patience = PATIENT): ValkeyConnection {
  const { url, ca } = server;
  const connection = valkeyConnection({ url, ca, user: USER.name, password: () => password }, patience);
  connections.push(connection);
  return connection;
}
const slotOf = (hash: string): CacheSlot => ({ tenant: 'acme', hash, scopes: [{ kind: 'tool', tool: 'look_up' }] });

// Without redis-server these are skipped by name: npm run peers installs it.
const describeValkey = hasValkey ? describe : describe.skip;

describeValkey('the cache in Valkey', () => {
  let cache: ResponseCache;
  beforeAll(async () => {
    database = await startDynamoDb();
    state = { client: database.client, table: await database.table() };
    server = await startValkey(USER);
    cache = valkeyCache(connect(), { state, vault: TEST_VAULT });
  });
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await server?.stop();
    database?.stop();
  });

  describeCache(() => cache);

  it('is one for all instances', async () => {
    const slot = slotOf('shared');
    const { generations } = await cache.get(slot);
    await cache.put(slot, { outcome, generations, ttlSeconds: 60 });
    expect(await valkeyCache(connect(), { state, vault: TEST_VAULT }).get(slot)).toMatchObject({ answer: { outcome } });
  });

  it('refuses a connection with a wrong password', async () => {
    await expect(valkeyCache(connect('another'), { state, vault: TEST_VAULT }).get(slotOf('a'))).rejects.toThrow();
  });

  it('gives its user only the keys and commands of the cache', async () => {
    const connection = connect();
    await connection.use((client) => client.hget('mf:{a}', 'b'));
    await expect(connection.use((client) => client.hget('other', 'b'))).rejects.toThrow('NOPERM');
    await expect(connect().use((client) => client.flushall())).rejects.toThrow('NOPERM');
  });

  it('fails quickly while the server is away, and works again, empty, when the server is back', async () => {
    const slot = slotOf('plug');
    const { generations } = await cache.get(slot);
    await cache.put(slot, { outcome, generations, ttlSeconds: 60 });
    await server.kill();
    const failed = await Promise.allSettled(Array.from({ length: 50 }, () => cache.get(slot)));
    expect(failed.map(({ status }) => status)).toEqual(failed.map(() => 'rejected'));
    await server.restart();
    expect(await eventually(() => cache.get(slot))).toEqual({ leased: false, generations: '0' });
  });

  it('gives up on a server that does not answer, and uses it again once it answers', async () => {
    const slot = slotOf('frozen');
    const impatient = valkeyCache(connect(USER.password, { ...PATIENT, commandMs: 500 }), { state, vault: TEST_VAULT });
    await eventually(() => impatient.put(slot, { outcome, generations: '0', ttlSeconds: 60 }));
    server.freeze();
    await expect(impatient.get(slot)).rejects.toThrow('The cache did not answer in time.');
    server.thaw();
    expect(await eventually(() => impatient.get(slot))).toMatchObject({ answer: { outcome } });
  });
});

/** The result once the cache can be reached again: after a failure it rests for a moment. */
async function eventually<Result>(work: () => Promise<Result>): Promise<Result> {
  const tries = 100;
  for (let left = tries; left > 1; left -= 1) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return work();
}

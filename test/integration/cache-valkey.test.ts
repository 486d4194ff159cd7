import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { paginateScan, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bumpGeneration } from '../../functions/platform/cache/generations.ts';
import { endpoints, publishEndpoints } from '../cloud/endpoints.ts';
import type { Ready } from '../cloud/main.ts';
import { operatorTables } from '../cloud/registry.ts';
import { hasValkey } from '../support/valkey.ts';
import { cacheProcess } from './support/cache-process.ts';
import { logs, newGate, newKey } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

/** Time for a build, a synthesis and a deployment on a busy machine. */
const START_MS = 240_000;

/** Starts a separate cloud whose stage has Valkey as its cache; the tests of this file use it. */
async function startValkeyStage() {
  const cloud = fork(join(import.meta.dirname, '../cloud/main.ts'), {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, MANIFOLD_CACHE: 'valkey' },
  });
  const [ready] = (await once(cloud, 'message')) as [Ready];
  if ('failed' in ready) throw new Error(ready.failed);
  publishEndpoints(ready.endpoints);
  return cloud;
}

const find = (record: string, more: Record<string, unknown> = {}) => callTool('find_record', { record, ...more });
/** Outcomes in the audit trail. */
async function outcomes() {
  const client = operatorTables(endpoints());
  const items: Record<string, unknown>[] = [];
  const ofOutcomes = { FilterExpression: 'phase = :outcome', ExpressionAttributeValues: { ':outcome': 'outcome' } };
  for await (const page of paginateScan({ client }, { TableName: endpoints().tables.audit, ...ofOutcomes })) {
    items.push(...(page.Items ?? []));
  }
  client.destroy();
  return items.map(({ correlationId, cached }) => ({ correlationId: String(correlationId), cached: cached === true }));
}
const linesWith = async (name: string) => (await logs('function')).filter(({ text }) => text.includes(name)).length;
const crowd = (args: Record<string, unknown>) => Array.from({ length: 12 }, () => callTool('find_record', args));

// Without redis-server these tests are skipped by name; npm run peers installs it.
(hasValkey ? describe : describe.skip)('a stage whose cache is Valkey', () => {
  let cloud: Awaited<ReturnType<typeof startValkeyStage>>;
  beforeAll(async () => {
    cloud = await startValkeyStage();
  }, START_MS);
  afterAll(async () => {
    if (cloud?.exitCode !== null) return;
    const gone = once(cloud, 'exit');
    cloud.disconnect();
    await gone;
  });

  it('front reads a cached response from Valkey with the credentials of its role', async () => {
    const record = randomUUID();
    let latest = await find(record);
    // On a busy machine the first call of an instance may not reach the cache in time.
    while (!latest._meta['manifold/cached']) latest = await find(record);
    expect(latest._meta['manifold/ageSeconds']).toEqual(expect.any(Number));
    expect(await find(record)).toMatchObject({
      structuredContent: latest.structuredContent,
      _meta: { 'manifold/cached': true },
    });
  });

  it('Valkey serves no cached response of one tenant to another, whatever the tenant’s name', async () => {
    const record = randomUUID();
    const tenants = ['victim', 'attacker', 'victim}', '{victim', 'victim#mf:', 'mf:{victim'];
    for (const [index, tenant] of tenants.entries()) {
      const key = await newKey({ tenant, id: 'valkey:person' });
      const answer = await callTool('find_record', { record }, { key });
      expect(answer).toMatchObject({ structuredContent: { count: index + 1 }, _meta: { 'manifold/cached': false } });
    }
  });

  it('the state table holds no cached response of a stage with Valkey', async () => {
    const client = operatorTables(endpoints());
    const record = randomUUID();
    await find(record);
    const { Items = [] } = await client.send(
      new ScanCommand({
        TableName: endpoints().tables.state,
        FilterExpression: 'sk = :answer',
        ExpressionAttributeValues: { ':answer': 'answer' },
      }),
    );
    client.destroy();
    expect(Items).toEqual([]);
  });

  it('many calls on many instances cause one request to the provider', async () => {
    const [record, gate] = [randomUUID(), newGate()];
    // Another crowd starts the instances and their connections first.
    for (const warming of [randomUUID(), randomUUID()]) await Promise.all(crowd({ record: warming }));
    const asking = crowd({ record, gate: gate.name });
    await gate.arrived();
    await gate.open();
    const results = await Promise.all(asking);
    const asked = Math.max(...results.map(({ structuredContent }) => structuredContent.count));
    // On a busy machine the cache may exceed its time limit; such a call asks the provider itself, and says so.
    const ids = results.map(({ _meta }) => _meta['manifold/correlationId']);
    const faults = (await logs('function')).filter(
      ({ text }) => text.includes('the response cache failed') && ids.some((id) => text.includes(id)),
    );
    expect(asked).toBeLessThanOrEqual(1 + faults.length);
  });

  it('an invalidation in the state table, from outside the network of Valkey, makes responses in Valkey void', async () => {
    const record = randomUUID();
    await find(record);
    const client = operatorTables(endpoints());
    const state = { client, table: endpoints().tables.state ?? '' };
    await bumpGeneration(state, { kind: 'event', event: 'record_update' });
    client.destroy();
    expect(await find(record)).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('a function of its own refreshes a stale response in Valkey', async () => {
    const [record, tenant] = [randomUUID(), `stale-${randomUUID()}`];
    const { endFreshness } = cacheProcess(cloud.pid);
    const key = await newKey({ tenant, id: 'valkey:person' });
    const changing = () => callTool('find_changing_record', { record }, { key });
    const first = await changing();
    const staleCalls = new Set<string>();
    let refreshed = false;
    // A call that does not reach the cache in time asks the provider itself, so the test tries until a call gets a stale response.
    while (!refreshed) {
      await endFreshness(tenant);
      const { _meta } = await changing();
      if (_meta['manifold/stale']) staleCalls.add(_meta['manifold/correlationId']);
      // The call itself was answered from the cache; the refresh in its name was not.
      refreshed = (await outcomes()).some(({ correlationId, cached }) => !cached && staleCalls.has(correlationId));
    }
    let latest = await changing();
    while (latest._meta['manifold/stale'] || !latest._meta['manifold/cached']) latest = await changing();
    expect(latest.structuredContent.count).toBeGreaterThan(first.structuredContent.count);
  });

  it('calls succeed while Valkey is down, and a metric counts the failures', async () => {
    process.kill(cacheProcess(cloud.pid).pid, 'SIGKILL');
    const results = await Promise.all(Array.from({ length: 20 }, () => find(randomUUID())));
    for (const result of results) expect(result).toMatchObject({ structuredContent: { count: 1 } });
    expect(await linesWith('"CacheFault"')).toBeGreaterThan(0);
  });
});

import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bumpGeneration } from '../../functions/runtime/cache/generations.ts';
import { endpoints, publishEndpoints } from '../cloud/endpoints.ts';
import type { Ready } from '../cloud/main.ts';
import { operatorTables } from '../cloud/registry.ts';
import { hasValkey } from '../support/valkey.ts';
import { logs, newGate } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

/** A build, a synthesis and a deploy take this long on a machine that is busy. */
const START_MS = 240_000;

/** A cloud of its own, for a stage whose cache is Valkey; this file's tests then talk to it. */
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

/** The process that plays the cache, by its parent: the cloud of this file. */
function cacheProcess(cloud: number | undefined): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
        return Number(parent) === cloud && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('redis-server');
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

const find = (record: string, more: Record<string, unknown> = {}) => callTool('find_record', { record, ...more });
const linesWith = async (name: string) => (await logs('function')).filter(({ text }) => text.includes(name)).length;
const crowd = (args: Record<string, unknown>) => Array.from({ length: 12 }, () => callTool('find_record', args));

// Without redis-server these are skipped by name: npm run peers installs it.
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

  it('answers again from the cache, which front opens with its role', async () => {
    const record = randomUUID();
    let latest = await find(record);
    // On a machine that is busy the first call of an instance goes without.
    while (!latest._meta['manifold/cached']) latest = await find(record);
    expect(latest._meta['manifold/ageSeconds']).toEqual(expect.any(Number));
    expect(await find(record)).toMatchObject({
      structuredContent: latest.structuredContent,
      _meta: { 'manifold/cached': true },
    });
  });

  it('keeps no answer in the state table', async () => {
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

  it('asks once for many on many instances', async () => {
    const [record, gate] = [randomUUID(), newGate()];
    // Instances are started, and connected, by another crowd.
    for (const warming of [randomUUID(), randomUUID()]) await Promise.all(crowd({ record: warming }));
    const asking = crowd({ record, gate: gate.name });
    await gate.arrived();
    await gate.open();
    const results = await Promise.all(asking);
    const asked = Math.max(...results.map(({ structuredContent }) => structuredContent.count));
    // On a machine that is busy the cache may take longer than it may; each such call asks for itself, and says so.
    const ids = results.map(({ _meta }) => _meta['manifold/correlationId']);
    const faults = (await logs('function')).filter(
      ({ text }) => text.includes('the response cache failed') && ids.some((id) => text.includes(id)),
    );
    expect(asked).toBeLessThanOrEqual(1 + faults.length);
  });

  it('has answers made void in the table, from outside of its network', async () => {
    const record = randomUUID();
    await find(record);
    const client = operatorTables(endpoints());
    const state = { client, table: endpoints().tables.state ?? '' };
    await bumpGeneration(state, { kind: 'event', event: 'record_update' });
    client.destroy();
    expect(await find(record)).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('has a stale answer renewed by a function of its own', async () => {
    const record = randomUUID();
    const brief = () => callTool('find_brief_record', { record });
    let latest = await brief();
    expect(latest).toMatchObject({ structuredContent: { count: 1 }, _meta: { 'manifold/cached': false } });
    let sawStale = false;
    while (latest.structuredContent.count === 1) {
      latest = await brief();
      sawStale ||= latest._meta['manifold/stale'] === true;
    }
    expect(sawStale).toBe(true);
    expect(latest._meta['manifold/cached']).toBe(true);
  });

  it('fails no call when the cache is gone, and counts that', async () => {
    process.kill(cacheProcess(cloud.pid), 'SIGKILL');
    const results = await Promise.all(Array.from({ length: 20 }, () => find(randomUUID())));
    for (const result of results) expect(result).toMatchObject({ structuredContent: { count: 1 } });
    expect(await linesWith('"CacheFault"')).toBeGreaterThan(0);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectAdmin } from './admin-api.ts';
import { connectForChanges } from './audited-table.ts';
import { connectTable } from './connect.ts';

const ENDPOINTS = {
  apiUrl: 'http://127.0.0.1:8443',
  mcpUrl: 'http://127.0.0.1:8443/mcp',
  awsEndpoint: 'http://127.0.0.1:4566',
  accessKeyId: 'operator',
  secretAccessKey: 'invented',
  sessionToken: 'token',
  tables: { registry: 'local-registry' },
  buckets: {},
  schedules: {},
};
let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'local-cloud-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const start = (endpoints: object = ENDPOINTS) =>
  writeFileSync(join(state, 'endpoints.json'), JSON.stringify(endpoints));

describe('the table that a command works on', () => {
  it('is that of the local cloud, with its address and credentials', async () => {
    start();
    const { client, table } = connectTable('registry', { state });
    expect(table).toBe('local-registry');
    expect(await client.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 4566 });
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'operator', sessionToken: 'token' });
  });

  it('is the one that is named, whether or not a local cloud runs', () => {
    expect(connectTable('registry', { table: 'manifold-registry', state }).table).toBe('manifold-registry');
  });

  it('is refused with the way to name one if no local cloud runs', () => {
    expect(() => connectTable('registry', { state })).toThrow(
      `No local cloud runs on the state ${state}: start it with npm start, or name the resource of a deployed stage with --table.`,
    );
  });

  it('is refused if the local cloud lacks it, or has another version', () => {
    start();
    expect(() => connectTable('usage', { state })).toThrow('The local cloud that runs here has no table "usage".');
    start({ awsEndpoint: 'http://127.0.0.1:4566' });
    expect(() => connectTable('registry', { state })).toThrow('has another version');
  });

  it('of a deployed stage is not changed unless its audit table is named', async () => {
    const { changes } = connectForChanges('registry', { table: 'manifold-registry', state });
    const change = { operation: 'plans/set' as const, target: 'free', before: {}, after: {} };
    await expect(changes.audited(change, async () => ({ result: 'changed' }))).rejects.toThrow('--audit-table');
  });
});

describe('the administrators’ API that a command asks', () => {
  it('is that of the local cloud, with the key of the person who acts', () => {
    start();
    writeFileSync(join(state, 'dev-key.json'), JSON.stringify({ key: 'mf_developer', operatorKey: 'mf_operator' }));
    expect(connectAdmin({ state }, 'operator')).toEqual({ url: ENDPOINTS.apiUrl, key: 'mf_operator' });
    expect(connectAdmin({ state }, 'developer')).toEqual({ url: ENDPOINTS.apiUrl, key: 'mf_developer' });
  });

  it('needs a key from the environment if it is that of a deployed stage', () => {
    expect(() => connectAdmin({ url: 'https://api.example', state }, 'operator')).toThrow('Set MANIFOLD_API_KEY');
    expect(() => connectAdmin({ state }, 'operator')).toThrow('with --url');
  });
});

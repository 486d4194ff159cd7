import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readEpochs } from '../../functions/platform/registry/catalogue-repository.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { CATALOGUE_PK, toolSk } from '../../schemas/keys.ts';
import type { ToolStatus } from '../../schemas/registry-records.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import { toolRecord } from '../../test/support/registry-records.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { changeStatus } from './change-status.ts';
import { listTools } from './list-tools.ts';

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

/** Puts one version of a tool into the registry. */
async function put(name: string, version: string, status: ToolStatus = 'active', changes = {}): Promise<void> {
  const Item = { pk: CATALOGUE_PK, sk: toolSk(name, version), ...toolRecord({ name, version, status }), ...changes };
  await registry.client.send(new PutCommand({ TableName: registry.table, Item }));
}

describe('npm run registry -- list', () => {
  it('shows every version with status, family and the function version that runs it', async () => {
    await put('verify_pan', '1.2.0', 'deprecated');
    await put('verify_pan', '1.10.0');
    await put('add', '1.0.0', 'inactive');
    expect((await listTools(registry)).text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['tool', 'version', 'status', 'family', 'function', 'since'],
      ['add', '1.0.0', 'inactive', 'kyc', 'family-kyc:7', '2026-11-21T10:00'],
      ['verify_pan', '1.10.0', 'active', 'kyc', 'family-kyc:7', '2026-11-21T10:00'],
      ['verify_pan', '1.2.0', 'deprecated', 'kyc', 'family-kyc:7', '2026-11-21T10:00'],
    ]);
  });

  it('shows a version whose record cannot be read', async () => {
    await put('verify_pan', '2.0.0', 'active', { target: 'somewhere' });
    expect((await listTools(registry)).text).toMatch(/verify_pan {2}2\.0\.0 {4}unreadable/);
  });

  it('says that a deploy fills an empty registry', async () => {
    expect((await listTools(registry)).text).toBe('The registry is empty: a deploy fills it.');
  });
});

describe('npm run registry -- status', () => {
  beforeEach(async () => {
    await put('verify_pan', '1.0.0', 'inactive');
    await put('verify_pan', '2.0.0');
  });

  it.each([
    ['verify_pan', 'inactive', 'verify_pan@2.0.0 was active and is inactive from the next request on.'],
    ['verify_pan@1', 'active', 'verify_pan@1.0.0 was inactive and is active from the next request on.'],
    ['verify_pan@2.0.0', 'deprecated', 'verify_pan@2.0.0 was active and is deprecated from the next request on.'],
  ])('switches %s to %s and raises the epoch', async (reference, status, sentence) => {
    expect(await changeStatus(registry, reference, status)).toBe(sentence);
    expect((await listTools(registry)).text).toMatch(new RegExp(`${sentence.slice(11, 16)} +${status}`));
    expect(await readEpochs(registry)).toMatchObject({ epoch: 1, tools: 1 });
    expect(events).toMatchObject([
      { phase: 'intent', operation: 'registry/status', after: { status } },
      { phase: 'outcome', outcome: 'ok', before: { status: expect.any(String) }, after: { status } },
    ]);
  });

  it('gives a version with an unknown status a known one', async () => {
    await put('verify_pan', '3.0.0', 'active', { status: 'paused' });
    expect(await changeStatus(registry, 'verify_pan@3.0.0', 'active')).toBe(
      'verify_pan@3.0.0 was unreadable and is active from the next request on.',
    );
    expect((await listTools(registry)).text).toMatch(/3\.0\.0 +active/);
  });

  it('changes nothing if the version has that status already', async () => {
    expect(await changeStatus(registry, 'verify_pan', 'active')).toBe('verify_pan@2.0.0 is active already.');
    expect(await readEpochs(registry)).toMatchObject({ epoch: 0 });
  });

  it.each([
    ['verify_pam', 'active', 'There is no tool "verify_pam". Did you mean "verify_pan"?'],
    ['zzz', 'active', 'There is no tool "zzz". npm run registry -- list names them.'],
    ['verify_pan@3', 'active', 'The tool "verify_pan" has no version "3", but 2.0.0, 1.0.0.'],
    ['verify_pan', 'off', '"off" is not a status: take one of active, deprecated, inactive.'],
  ])('refuses to make %s %s, and says why', async (reference, status, sentence) => {
    await expect(changeStatus(registry, reference, status)).rejects.toThrow(sentence);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealInto } from '../../test/support/seal-in-memory.ts';
import { eventsBetween } from '../platform/audit/audit-reader.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { readRetired } from '../platform/audit/retired.ts';
import { retireEvents } from './retire-events.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-01T10:00:00.000Z');

let database: TestDatabase;
let audit: AuditTable;
let identity: AuditTable;
let seal: MemorySeal;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit, identity } = await auditTables(database));
  seal = memorySeal();
  await recordEvents(audit, ...[0, 1, 2, 6].map((minutes) => auditEvent(START + minutes * MINUTE)));
  await sealInto(seal, { audit, identity, now: START + 8 * MINUTE });
});

const retire = (now: number, hasTime = () => true, table = audit) =>
  retireEvents({ audit: table, bucket: seal.bucket, now: () => now, keepDays: 30 }, hasTime);
async function minutesLeft(): Promise<number[]> {
  const left: number[] = [];
  const all = { from: START - DAY, to: START + DAY };
  for await (const { at } of eventsBetween(audit, all)) left.push((Date.parse(at) - START) / MINUTE);
  return left;
}

describe('events leave the audit table', () => {
  it('once they are sealed and older than the stage keeps them', async () => {
    expect(await retire(START + 30 * DAY + 4 * MINUTE)).toBe(0);
    expect(await minutesLeft()).toEqual([0, 1, 2, 6]);
    expect(await retire(START + 30 * DAY + 5 * MINUTE)).toBe(3);
    expect(await minutesLeft()).toEqual([6]);
    expect(await readRetired(audit)).toEqual({ until: START + 5 * MINUTE, done: START + 5 * MINUTE });
  });

  it('never before their window is sealed, however old they are', async () => {
    expect(await retire(START + 400 * DAY)).toBe(3);
    expect(await minutesLeft()).toEqual([6]);
  });

  it('except those that the seal of their window lacks', async () => {
    await recordEvents(audit, auditEvent(START + 3 * MINUTE));
    expect(await retire(START + 31 * DAY)).toBe(3);
    expect(await minutesLeft()).toEqual([3, 6]);
  });

  it('in the next run too, if a run was cut off in the midst of a window', async () => {
    let deleted = 0;
    const send = async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === 'DeleteCommand' && deleted++ === 1) throw new Error('cut off');
      return audit.client.send(command as never);
    };
    const client = new Proxy(audit.client, {
      get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
    });
    const later = START + 31 * DAY;
    await expect(retire(later, () => true, { ...audit, client })).rejects.toThrow('cut off');
    expect(await readRetired(audit)).toEqual({ until: START + 5 * MINUTE, done: START });
    await retire(later);
    expect(await minutesLeft()).toEqual([6]);
  });

  it('in later runs, if the time of a run is up', async () => {
    await sealInto(seal, { audit, identity, now: START + 13 * MINUTE });
    let asked = 0;
    expect(await retire(START + 31 * DAY, () => asked++ === 0)).toBe(3);
    expect(await retire(START + 31 * DAY)).toBe(1);
    expect(await minutesLeft()).toEqual([]);
  });
});

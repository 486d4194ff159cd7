import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealerOf } from '../../test/support/seal-in-memory.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { verifySeal } from '../platform/audit/verify-seal.ts';
import { headKey, windowOf } from '../platform/audit/windows.ts';
import { sealDue } from './seal-due.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');
const FIRST = windowOf(START);
/** Segments of two records. */
const bounds = { records: 2, bytes: 1_000_000 };

let database: TestDatabase;
let audit: AuditTable;
let identity: AuditTable;
let seal: MemorySeal;
let calls: string[];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit, identity } = await auditTables(database));
  seal = memorySeal();
  const events = ['acme', 'acme', 'acme', 'globex', 'globex'].map((tenant, place) =>
    auditEvent(START + place * 1000, { tenant }),
  );
  calls = events.map(({ callId }) => callId);
  await recordEvents(audit, ...events);
});

const sealer = (minutes = 8) => sealerOf(seal, { audit, identity, now: START + minutes * MINUTE, bounds });
const sealedCalls = () => seal.records().map(({ event }) => event.callId);

async function faults(to = FIRST.to) {
  const found = [];
  for await (const { fault } of verifySeal({ reader: seal, publicKey: await seal.publicKey(), from: START, to })) {
    if (fault) found.push(fault.sentence);
  }
  return found;
}

/** The sealer, killed when it has written so many segments. */
function killedAfter(segments: number, minutes?: number) {
  const writeOnce = async (key: string, body: Uint8Array) => {
    if (seal.segmentKeys().length === segments) throw new Error('killed');
    return seal.bucket.writeOnce(key, body);
  };
  return { ...sealer(minutes), bucket: { ...seal.bucket, writeOnce } };
}

describe('a window of several segments', () => {
  it('has the events of all tenants once, tenant by tenant', async () => {
    expect(await sealDue(sealer(), () => true)).toMatchObject({ windows: 1, records: 5 });
    expect(sealedCalls()).toEqual(calls);
    expect(seal.segmentKeys()).toHaveLength(3);
    expect(await faults()).toEqual([]);
  });

  it.each([0, 1, 2])('is finished by the next run if a run is killed after %i segments', async (segments) => {
    await expect(sealDue(killedAfter(segments), () => true)).rejects.toThrow('killed');
    const left = new Map(seal.objects);
    expect(await sealDue(sealer(), () => true)).toMatchObject({ windows: 1, records: 5 });
    for (const [key, object] of left) expect(seal.objects.get(key)).toBe(object);
    expect(sealedCalls()).toEqual(calls);
    expect(await faults()).toEqual([]);
  });

  it('is left after the segment at hand if the time is up, and finished by later runs', async () => {
    for (const segments of [1, 2, 3]) {
      let asked = 0;
      expect(await sealDue(sealer(), () => asked++ === 0)).toMatchObject({ windows: 0, behind: 1 });
      expect(seal.segmentKeys()).toHaveLength(segments);
    }
    expect(await sealDue(sealer(), () => true)).toMatchObject({ windows: 1, records: 5, behind: 0 });
    expect(sealedCalls()).toEqual(calls);
    expect(await faults()).toEqual([]);
  });

  it('takes in late events once, also if it is killed in the midst of them', async () => {
    await sealDue(sealer(), () => true);
    const late = Array.from({ length: 5 }, (_, place) => auditEvent(START + 10_000 + place * 1000));
    await recordEvents(audit, ...late, auditEvent(START + 60 * MINUTE));
    await expect(sealDue(killedAfter(5, 68), () => true)).rejects.toThrow('killed');
    expect(await sealDue(sealer(68), () => true)).toMatchObject({ windows: 1, records: 6, late: 5 });
    const records = seal.records(START + 60 * MINUTE);
    expect(records.slice(1).map(({ event, late: isLate }) => [event.callId, isLate])).toEqual(
      late.map(({ callId }) => [callId, true]),
    );
    expect(await faults(START + 65 * MINUTE)).toEqual([]);
  });

  it('is left alone by a run that finds a segment of another run in its place', async () => {
    const bucket = { ...seal.bucket, writeOnce: async () => 'exists' as const };
    const overtaken = sealDue({ ...sealer(), bucket }, () => true);
    await expect(overtaken).rejects.toThrow('Another run has sealed a part of the window 2026-11-21T10:00Z');
    expect(seal.objects.has(headKey(FIRST))).toBe(false);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealerOf } from '../../test/support/seal-in-memory.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { verifySeal } from '../platform/audit/verify-seal.ts';
import { headKey, segmentKey, windowOf } from '../platform/audit/windows.ts';
import { sealDue } from './seal-due.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');

let database: TestDatabase;
let audit: AuditTable;
let identity: AuditTable;
let seal: MemorySeal;
let now: number;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit, identity } = await auditTables(database));
  seal = memorySeal();
  now = START + 13 * MINUTE;
});

/** Records an event of a tenant that many minutes after the start. */
async function record(minutes: number, event: Partial<AuditEvent> = {}): Promise<string> {
  const recorded = auditEvent(START + minutes * MINUTE, event);
  await recordEvents(audit, recorded);
  return recorded.callId;
}

const windowAt = (minutes: number) => windowOf(START + minutes * MINUTE);
const recordsAt = (minutes: number) => seal.records(START + minutes * MINUTE);
const sealer = () => sealerOf(seal, { audit, identity, now });
const run = (hasTime = () => true) => sealDue(sealer(), hasTime);

async function faults() {
  const found = [];
  const check = {
    reader: seal,
    publicKey: await seal.publicKey(),
    from: START,
    to: windowAt((now - START) / MINUTE - 8).to,
  };
  for await (const { fault } of verifySeal(check)) if (fault) found.push(fault.sentence);
  return found;
}

describe('the sealer', () => {
  it('seals the events of all tenants in the windows that are closed, and leaves the open one', async () => {
    const sealed = [await record(1), await record(2, { tenant: 'globex' }), await record(7)];
    await record(11);
    expect(await run()).toMatchObject({ windows: 2, records: 3, late: 0, behind: 0 });
    expect(recordsAt(1).map(({ event }) => event.callId)).toEqual(sealed.slice(0, 2));
    expect(recordsAt(7).map(({ event }) => event.callId)).toEqual(sealed.slice(2));
    expect(await faults()).toEqual([]);
  });

  it('waits three minutes after the end of a window, for slow clocks and retried writes', async () => {
    await record(0);
    now = START + 5 * MINUTE + 3 * MINUTE - 1;
    expect(await run()).toMatchObject({ records: 0 });
    now += 1;
    expect(await run()).toMatchObject({ windows: 1, records: 1 });
  });

  it('changes nothing when it runs again', async () => {
    await record(1);
    await run();
    const before = new Map(seal.objects);
    expect(await run()).toMatchObject({ windows: 0, records: 0 });
    expect(seal.objects).toEqual(before);
  });

  it('makes a head for a window in which nothing happened', async () => {
    await record(1);
    now = START + 23 * MINUTE;
    expect(await run()).toMatchObject({ windows: 4, records: 1 });
    expect(seal.heads()).toBe(4);
    expect(recordsAt(15)).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('keeps the segments of a run that was cut off before it wrote the head', async () => {
    await record(1);
    const cut = { ...sealer(), signer: { ...seal.signer, sign: () => Promise.reject(new Error('killed')) } };
    await expect(sealDue(cut, () => true)).rejects.toThrow('killed');
    expect(seal.heads()).toBe(0);
    const left = seal.objects.get(segmentKey(windowAt(1), 0));
    await record(2);
    await run();
    expect(seal.objects.get(segmentKey(windowAt(1), 0))).toBe(left);
    expect(await faults()).toEqual([]);
  });

  it('catches up in order, and reports how many windows it leaves to the next run', async () => {
    for (const minutes of [1, 6, 31]) await record(minutes);
    now = START + 48 * MINUTE;
    expect(await run(() => seal.heads() < 3)).toMatchObject({ windows: 3, records: 2, behind: 6 });
    expect(await run()).toMatchObject({ windows: 6, records: 1, behind: 0 });
    expect(await faults()).toEqual([]);
  });

  it('seals an event that came after its window was sealed once, as late', async () => {
    await record(1);
    await run();
    const late = await record(2);
    now = START + 68 * MINUTE + 5 * MINUTE;
    expect(await run()).toMatchObject({ records: 1, late: 1 });
    expect(recordsAt(60)).toMatchObject([{ late: true, event: { callId: late } }]);
    now = START + 24 * 60 * MINUTE + 13 * MINUTE;
    expect(await run()).toMatchObject({ records: 0, late: 0 });
    expect(await faults()).toEqual([]);
  });

  it('seals an event that came later than an hour when the day is over', async () => {
    await record(1);
    now = START + 13 * 60 * MINUTE;
    await run();
    const late = await record(3);
    now = START + 24 * 60 * MINUTE + 13 * MINUTE;
    expect(await run()).toMatchObject({ records: 1, late: 1 });
    expect(recordsAt(24 * 60)).toMatchObject([{ late: true, event: { callId: late } }]);
    expect(await faults()).toEqual([]);
  });

  it('seals a second outcome of a call, which retried work may leave, as an event of its own', async () => {
    const callId = await record(1);
    await record(2, { callId });
    await record(7, { callId });
    expect(await run()).toMatchObject({ records: 3 });
    expect(await faults()).toEqual([]);
  });

  it('puts each principal under one pseudonym, which another tenant does not share', async () => {
    await record(1, { subject: 'issuer:other' });
    await record(2);
    await record(3, { tenant: 'globex' });
    await run();
    const text = JSON.stringify(recordsAt(1));
    expect(text).not.toContain('issuer:');
    const [first, second, third] = recordsAt(1).map(({ event }) => event);
    expect(first?.principal).toMatch(/^p_[0-9a-f]{32}$/);
    expect(second?.principal).toBe(first?.principal);
    expect(third?.principal).not.toBe(first?.principal);
    expect(first?.subject).not.toBe(first?.principal);
  });

  it('stops at a window whose segments it did not chain', async () => {
    await record(1);
    await run();
    const foreign = seal.objects.get(segmentKey(windowAt(1), 0)) ?? new Uint8Array();
    seal.objects.set(segmentKey(windowAt(10), 0), foreign);
    now = START + 18 * MINUTE;
    await expect(run()).rejects.toThrow(
      'Segment 0 of the window 2026-11-21T10:10Z is not of the sealer: record 0 is not chained',
    );
    expect(seal.objects.has(headKey(windowAt(10)))).toBe(false);
  });
});

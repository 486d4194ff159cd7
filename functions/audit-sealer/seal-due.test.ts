import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { auditTrail } from '../platform/audit/audit-trail.ts';
import { unpackRecords } from '../platform/audit/chain.ts';
import { fingerprintOf } from '../platform/audit/head.ts';
import { pseudonyms } from '../platform/audit/pseudonyms.ts';
import { verifySeal } from '../platform/audit/verify-seal.ts';
import { objectKeys, type SealWindow, windowOf, windowOfKey } from '../platform/audit/windows.ts';
import { sealDue } from './seal-due.ts';
import type { Sealer } from './seal-window.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let database: TestDatabase;
let audit: { client: TestDatabase['client']; table: string };
let identity: typeof audit;
let objects: Map<string, Uint8Array>;
let now: number;
let sealer: Sealer;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const { client } = database;
  audit = { client, table: await database.table() };
  identity = { client, table: await database.table() };
  objects = new Map();
  now = START + 13 * MINUTE;
  sealer = {
    audit,
    bucket: {
      object: async (key) => objects.get(key),
      writeOnce: async (key, body) => {
        if (objects.has(key)) return 'exists';
        objects.set(key, body);
        return 'written';
      },
      lastSealed: async () => {
        const heads = [...objects.keys()].filter((key) => key.endsWith('.head.json')).sort();
        return windowOfKey(heads.at(-1) ?? '');
      },
    },
    signer: {
      fingerprint: async () => fingerprintOf(pair.publicKey),
      sign: async (message) => sign('sha256', message, pair.privateKey),
    },
    pseudonyms: pseudonyms(identity),
    stage: 'test',
    now: () => now,
  };
});

/** Records an event of a tenant that many minutes after the start. */
async function record(minutes: number, event: Partial<AuditEvent> = {}): Promise<string> {
  const callId = randomUUID();
  await auditTrail(audit).record({
    callId,
    phase: 'outcome',
    at: new Date(START + minutes * MINUTE).toISOString(),
    correlationId: 'request-1',
    tenant: 'acme',
    principal: 'issuer:somebody',
    credential: 'key',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: 'verify_pan',
    argumentsHash: '00',
    argumentsProjection: {},
    ...event,
  });
  return callId;
}

const windowAt = (minutes: number): SealWindow => windowOf(START + minutes * MINUTE);
const recordsAt = (minutes: number) => {
  const object = objects.get(objectKeys(windowAt(minutes)).records);
  return object ? unpackRecords(object) : [];
};
const run = (hasTime = () => true) => sealDue(sealer, hasTime);
const headCount = () => [...objects.keys()].filter((key) => key.endsWith('.head.json')).length;

async function faults() {
  const found = [];
  const check = {
    reader: sealer.bucket,
    publicKey: pair.publicKey,
    from: START,
    to: windowAt((now - START) / MINUTE - 8).to,
  };
  for await (const { fault } of verifySeal(check)) if (fault) found.push(fault.sentence);
  return found;
}

describe('the sealer', () => {
  it('finds the events of all tenants in the windows that are closed, and leaves the open one', async () => {
    const sealed = [await record(1), await record(2, { tenant: 'globex' }), await record(7)];
    await record(11);
    expect(await run()).toMatchObject({ windows: 2, records: 3, late: 0, behind: 0 });
    expect(recordsAt(1).map(({ event }) => event.callId)).toEqual(sealed.slice(0, 2));
    expect(recordsAt(7).map(({ event }) => event.callId)).toEqual(sealed.slice(2));
    expect(await faults()).toEqual([]);
  });

  it('waits three minutes after the end of a window: for slow clocks and repeated writes', async () => {
    await record(0);
    now = START + 5 * MINUTE + 3 * MINUTE - 1;
    expect(await run()).toMatchObject({ records: 0 });
    now += 1;
    expect(await run()).toMatchObject({ windows: 1, records: 1 });
  });

  it('changes nothing when it runs again', async () => {
    await record(1);
    await run();
    const before = new Map(objects);
    expect(await run()).toMatchObject({ windows: 0, records: 0 });
    expect(objects).toEqual(before);
  });

  it('makes a head for a window in which nothing happened', async () => {
    await record(1);
    now = START + 23 * MINUTE;
    expect(await run()).toMatchObject({ windows: 4, records: 1 });
    expect(headCount()).toBe(4);
    expect(objects.has(objectKeys(windowAt(15)).records)).toBe(false);
    expect(await faults()).toEqual([]);
  });

  it('takes the records that a run left behind which was cut off before the head', async () => {
    await record(1);
    const cut = { ...sealer, signer: { ...sealer.signer, sign: () => Promise.reject(new Error('killed')) } };
    await expect(sealDue(cut, () => true)).rejects.toThrow('killed');
    expect(headCount()).toBe(0);
    const left = objects.get(objectKeys(windowAt(1)).records);
    await record(2);
    await run();
    expect(objects.get(objectKeys(windowAt(1)).records)).toBe(left);
    expect(await faults()).toEqual([]);
  });

  it('catches up in order, and says how many windows it leaves to the next run', async () => {
    for (const minutes of [1, 6, 31]) await record(minutes);
    now = START + 48 * MINUTE;
    let windows = 3;
    expect(await run(() => windows-- > 0)).toMatchObject({ windows: 3, records: 2, behind: 6 });
    expect(await run()).toMatchObject({ windows: 6, records: 1, behind: 0 });
    expect(await faults()).toEqual([]);
  });

  it('finds an event that came after its window was sealed, and seals it once, as late', async () => {
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

  it('finds what came later than an hour when the day is over', async () => {
    await record(1);
    now = START + 13 * 60 * MINUTE;
    await run();
    const late = await record(3);
    now = START + 24 * 60 * MINUTE + 13 * MINUTE;
    expect(await run()).toMatchObject({ records: 1, late: 1 });
    expect(recordsAt(24 * 60)).toMatchObject([{ late: true, event: { callId: late } }]);
    expect(await faults()).toEqual([]);
  });

  it('takes a second outcome of a call, as work that is repeated leaves it, for an event of its own', async () => {
    const callId = await record(1);
    await record(2, { callId });
    await record(7, { callId });
    expect(await run()).toMatchObject({ records: 3 });
    expect(await faults()).toEqual([]);
  });

  it('names nobody: a principal is one pseudonym, in its tenant alone', async () => {
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

  it('stops where records lie there that it did not chain', async () => {
    await record(1);
    await run();
    const { records } = objectKeys(windowAt(1));
    const next = objectKeys(windowAt(10));
    objects.set(next.records, objects.get(records) ?? new Uint8Array());
    now = START + 18 * MINUTE;
    await expect(run()).rejects.toThrow('The records of the window 2026-11-21T10:10Z are not chained');
    expect(objects.has(next.head)).toBe(false);
  });
});

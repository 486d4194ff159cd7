import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import { type AuditTable, auditKey } from '../../functions/platform/audit/audit-trail.ts';
import { headKey, segmentKey, windowOf } from '../../functions/platform/audit/windows.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealInto } from '../../test/support/seal-in-memory.ts';
import { downloadCommand } from './download-command.ts';
import { folderSource } from './seal-source.ts';
import { verifyCommand } from './verify-command.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-19T10:00:00.000Z');
/** Two days later: no event is still to be sealed as late. */
const NOW = START + 48 * 60 * MINUTE;
const progress = () => undefined;

let database: TestDatabase;
let audit: AuditTable;
let identity: AuditTable;
let source: MemorySeal;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit, identity } = await auditTables(database));
  source = memorySeal();
});

const eventAt = (minutes: number, event: Partial<AuditEvent> = {}) => auditEvent(START + minutes * MINUTE, event);
const record = (...events: AuditEvent[]) => recordEvents(audit, ...events);
/** Seals what is due that many minutes after the start. */
const seal = (minutes: number) => sealInto(source, { audit, identity, now: START + minutes * MINUTE });

/** The events of the table, with their nonces. */
async function recorded(): Promise<SealedEvent[]> {
  const found: SealedEvent[] = [];
  for await (const event of eventsBetween(audit, { from: START, to: NOW })) found.push(event);
  return found;
}

const verify = (changes: Partial<Parameters<typeof verifyCommand>[0]> = {}) =>
  verifyCommand({ source, table: audit, now: NOW, to: '2026-11-19T11:00Z', progress, ...changes });

describe('npm run audit -- verify', () => {
  let events: AuditEvent[];
  beforeEach(async () => {
    events = [eventAt(1), eventAt(2, { subject: 'issuer:other' }), eventAt(31)];
    await record(...events);
    await seal(70);
  });

  it('reports that a seal is whole and that the table has the same events', async () => {
    const { text, exitCode } = await verify();
    expect(exitCode).toBe(0);
    expect(text).toContain('12 windows');
    expect(text).toContain('3 records, 0 of them late');
    expect(text).toContain('The seal is whole.\nThe table has the same events.');
  });

  it('names an event of the table that the seal lacks', async () => {
    const lost = eventAt(4);
    await record(lost);
    const { text, exitCode } = await verify();
    expect(exitCode).toBe(1);
    expect(text).toContain(`First fault: The seal lacks acme/${lost.callId}/outcome of ${lost.at}.`);
  });

  it('counts an event that came late as waiting as long as the sealer may still find it', async () => {
    await record(eventAt(4));
    const { text, exitCode } = await verify({ now: START + 80 * MINUTE });
    expect(exitCode).toBe(0);
    expect(text).toContain('but for 1 that will be sealed as late');
  });

  it('accepts late records of windows before the time that is asked for', async () => {
    await record(eventAt(33));
    await seal(130);
    const { text, exitCode } = await verify({ from: '2026-11-19T11:00Z', to: '2026-11-19T12:00Z' });
    expect([text.match(/\d+ records, \d+ of them late/)?.[0], exitCode]).toEqual(['1 records, 1 of them late', 0]);
  });

  it('names an event that was deleted from the table, or changed there', async () => {
    const [gone, changed] = await recorded();
    if (!gone || !changed) throw new Error('There are no events.');
    const { client, table: TableName } = audit;
    await client.send(new DeleteCommand({ TableName, Key: auditKey(gone) }));
    await client.send(
      new UpdateCommand({
        TableName,
        Key: auditKey(changed),
        UpdateExpression: 'SET #outcome = :refused',
        ExpressionAttributeNames: { '#outcome': 'outcome' },
        ExpressionAttributeValues: { ':refused': 'refused' },
      }),
    );
    const { text } = await verify();
    expect(text).toContain(`The table lacks acme/${gone.callId}/outcome`);
    expect(text).toContain(
      `The table has acme/${changed.callId}/outcome of ${changed.at} otherwise than it was sealed.`,
    );
  });

  it('names windows that are missing at the end as one gap', async () => {
    for (const minutes of [50, 55]) source.objects.delete(headKey(windowOf(START + minutes * MINUTE)));
    const { text, exitCode } = await verify();
    expect(exitCode).toBe(1);
    expect(text).toContain('First fault: The 2 windows 2026-11-19T10:50Z to 2026-11-19T10:55Z are missing');
  });

  it('expects windows up to ten minutes ago if no end is given', async () => {
    expect((await verify({ to: undefined, now: START + 70 * MINUTE })).exitCode).toBe(0);
    const { text } = await verify({ to: undefined, now: START + 120 * MINUTE });
    expect(text).toMatch(/First fault: The \d+ windows 2026-11-19T11:\d\dZ to 2026-11-19T11:45Z are missing/);
  });

  it('refuses to verify if nothing is sealed', async () => {
    source.objects.clear();
    await expect(verify()).rejects.toThrow('Nothing is sealed there yet');
  });

  describe('of a folder', () => {
    let folder: string;
    const offline = (changes = {}) => verifyCommand({ source: folderSource(folder), now: NOW, progress, ...changes });
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'audit-'));
      await downloadCommand({ source, folder, from: '2026-11-19T10:05Z', to: '2026-11-19T11:00Z', now: NOW, progress });
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    it('needs the folder alone, and reports that the key comes from there', async () => {
      const { text, exitCode } = await offline();
      expect(exitCode).toBe(0);
      expect(text).toContain('11 windows');
      expect(text).toContain('comes from the folder itself');
      expect((await offline({ publicKey: await source.publicKey() })).text).not.toContain('from the folder');
    });

    it('finds a fault if another key is given', async () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      expect((await offline({ publicKey })).text).toContain('names the key');
    });

    it('names a window that was taken out at its end', async () => {
      unlinkSync(join(folder, headKey(windowOf(START + 55 * MINUTE))));
      expect((await offline()).text).toContain('First fault: The window 2026-11-19T10:55Z is missing');
    });

    it('names an object that was cut off', async () => {
      const records = segmentKey(windowOf(START + 31 * MINUTE), 0);
      writeFileSync(join(folder, records), (source.objects.get(records) ?? new Uint8Array()).slice(0, 40));
      expect((await offline()).text).toContain('cannot be read. The object is cut off');
    });

    it('asks for the end if the folder does not say it', async () => {
      unlinkSync(join(folder, 'range.json'));
      await expect(offline()).rejects.toThrow('give the time with --to');
      expect((await offline({ from: '2026-11-19T10:05Z', to: '2026-11-19T11:00Z' })).exitCode).toBe(0);
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type EventQuestion, listEvents } from './list-events.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-19T10:00:00.000Z');
const progress = () => undefined;

let database: TestDatabase;
let audit: AuditTable;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit } = await auditTables(database));
});

const eventAt = (minutes: number, event: Partial<AuditEvent> = {}) => auditEvent(START + minutes * MINUTE, event);
const record = (...events: AuditEvent[]) => recordEvents(audit, ...events);

describe('the list of events', () => {
  beforeEach(async () => {
    const call = eventAt(59, { phase: 'intent', outcome: undefined });
    await record(
      call,
      { ...call, phase: 'outcome', at: eventAt(61).at, outcome: 'ok' },
      eventAt(5, { outcome: 'refused', errorCode: 'E1004', target: 'save_note', principal: 'issuer:other' }),
      eventAt(6, { tenant: 'globex', outcome: 'error', errorCode: 'E3003', argumentsProjection: { note: '=1+1,"x"' } }),
      eventAt(7, { phase: 'intent', outcome: undefined, target: 'cut_off' }),
    );
  });

  interface Asked extends Partial<EventQuestion> {
    range?: { from: number; to: number };
    tenant?: string;
  }

  async function ask({ range = { from: START, to: START + 120 * MINUTE }, tenant, ...changes }: Asked = {}) {
    const lines: string[] = [];
    const question = { filter: {}, lines: 'calls', format: 'jsonl', limit: 100, progress, ...changes } as const;
    const events = eventsBetween(audit, { ...range, tenant, newestFirst: question.lines === 'calls' });
    const result = await listEvents(events, question, (more) => {
      for (const line of more) lines.push(line);
    });
    return { ...result, lines };
  }
  const targets = async (asked: Asked) => (await ask(asked)).lines.map((line) => JSON.parse(line).target).sort();

  it('has one line per call, also for a call that ends in another hour than it began', async () => {
    const { lines } = await ask();
    const rows = lines.map((line) => JSON.parse(line)).map(({ target, phase }) => `${target} ${phase}`);
    expect(rows.sort()).toEqual(['cut_off intent', 'save_note outcome', 'verify_pan outcome', 'verify_pan outcome']);
  });

  it.each<[string, Asked, string[]]>([
    ['tool', { filter: { target: 'save_note' } }, ['save_note']],
    ['principal', { filter: { principal: 'issuer:other' } }, ['save_note']],
    ['status', { filter: { status: 'error' } }, ['verify_pan']],
    ['the status of calls without an outcome', { filter: { status: 'intent' } }, ['cut_off']],
    ['code', { filter: { code: 'E1004' } }, ['save_note']],
    ['tenant', { tenant: 'globex' }, ['verify_pan']],
    ['time', { range: { from: START + 5 * MINUTE, to: START + 6 * MINUTE } }, ['save_note']],
  ])('finds calls by %s', async (_, changes, expected) => {
    expect(await targets(changes)).toEqual(expected);
  });

  it('tells the time from which to go on if there are more calls than the limit', async () => {
    const first = await ask({ limit: 2 });
    expect(first).toMatchObject({ count: 2, next: expect.stringMatching(/^2026-11-19T1\d:/) });
    const rest = await ask({ range: { from: START, to: Date.parse(first.next ?? '') + 1 } });
    expect(rest).toMatchObject({ count: 2 });
    expect(rest).not.toHaveProperty('next');
    expect(new Set([...first.lines, ...rest.lines]).size).toBe(4);
    expect(await ask({ limit: 4 })).not.toHaveProperty('next');
  });

  it('is a table for people', async () => {
    const { lines } = await ask({ format: 'table', filter: { code: 'E1004' } });
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['at', 'tenant', 'principal', 'operation', 'target', 'status', 'code', 'ms', 'correlationId'],
      [eventAt(5).at, 'acme', 'issuer:other', 'tools/call', 'save_note', 'refused', 'E1004', '12', 'request-1'],
    ]);
  });

  it('is CSV with intents and outcomes, in which no spreadsheet calculates a cell', async () => {
    const { lines } = await ask({ format: 'csv', lines: 'events' });
    expect(lines).toHaveLength(1 + 5);
    expect(lines.join('\n')).toContain('"{""note"":""=1+1,\\""x\\""""}"');
  });
});

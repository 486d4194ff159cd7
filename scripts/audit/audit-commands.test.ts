import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sealDue } from '../../functions/audit-sealer/seal-due.ts';
import { auditKey, auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import { fingerprintOf } from '../../functions/platform/audit/head.ts';
import { knownPrincipals, pseudonyms } from '../../functions/platform/audit/pseudonyms.ts';
import { objectKeys, windowOf, windowOfKey } from '../../functions/platform/audit/windows.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import { downloadCommand } from './download-command.ts';
import { eraseCommand } from './erase-command.ts';
import { type EventQuestion, listEvents } from './list-events.ts';
import { folderSource, type SealSource } from './seal-source.ts';
import { momentOf } from './time-range.ts';
import { verifyCommand } from './verify-command.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-19T10:00:00.000Z');
/** Two days later, so that nothing is awaited as late any more. */
const NOW = START + 48 * 60 * MINUTE;
const progress = () => undefined;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let database: TestDatabase;
let audit: { client: TestDatabase['client']; table: string };
let identity: typeof audit;
let objects: Map<string, Uint8Array>;
let source: SealSource;
let folder: string;

beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const { client } = database;
  audit = { client, table: await database.table() };
  identity = { client, table: await database.table() };
  objects = new Map();
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  source = {
    object: async (key) => objects.get(key),
    firstKey: async () => [...objects.keys()].sort()[0],
    async *recordKeys() {
      yield* [...objects.keys()].filter((key) => key.endsWith('.jsonl.gz')).sort();
    },
    publicKey: async () => pair.publicKey,
    close: () => undefined,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

const eventAt = (minutes: number, event: Partial<AuditEvent> = {}): AuditEvent => ({
  callId: randomUUID(),
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
  outcome: 'ok',
  latencyMs: 12,
  ...event,
});

async function record(...events: AuditEvent[]): Promise<void> {
  for (const event of events) await auditTrail(audit).record(event);
}

/** Seals what is due that many minutes after the start. */
function seal(minutes: number) {
  const bucket = {
    ...source,
    writeOnce: async (key: string, body: Uint8Array) => {
      if (objects.has(key)) return 'exists' as const;
      objects.set(key, body);
      return 'written' as const;
    },
    lastSealed: async () =>
      windowOfKey(
        [...objects.keys()]
          .filter((key) => key.endsWith('.head.json'))
          .sort()
          .at(-1) ?? '',
      ),
  };
  const signer = {
    fingerprint: async () => fingerprintOf(pair.publicKey),
    sign: async (message: Uint8Array) => sign('sha256', message, pair.privateKey),
  };
  const parts = {
    audit,
    bucket,
    signer,
    pseudonyms: pseudonyms(identity),
    stage: 'test',
    now: () => START + minutes * MINUTE,
  };
  return sealDue(parts, () => true);
}

const verify = (changes: Partial<Parameters<typeof verifyCommand>[0]> = {}) =>
  verifyCommand({ source, table: audit, now: NOW, to: '2026-11-19T11:00Z', progress, ...changes });

describe('audit verify', () => {
  let events: AuditEvent[];
  beforeEach(async () => {
    events = [eventAt(1), eventAt(2, { subject: 'issuer:other' }), eventAt(31)];
    await record(...events);
    await seal(70);
  });

  it('says that a whole seal is whole, and that the table has the same events', async () => {
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

  it('takes an event that came late as one that waits, as long as the sealer may still find it', async () => {
    await record(eventAt(4));
    const { text, exitCode } = await verify({ now: START + 80 * MINUTE });
    expect(exitCode).toBe(0);
    expect(text).toContain('but for 1 that will be sealed as late');
  });

  it('is at peace with late records at the beginning of the time that is asked for', async () => {
    await record(eventAt(33));
    await seal(130);
    const { text, exitCode } = await verify({ from: '2026-11-19T11:00Z', to: '2026-11-19T12:00Z' });
    expect([text.match(/\d+ records, \d+ of them late/)?.[0], exitCode]).toEqual(['1 records, 1 of them late', 0]);
  });

  it('names an event that was deleted from the table, or changed there', async () => {
    const [gone, changed] = events;
    if (!gone || !changed) throw new Error('there are events');
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
    for (const minutes of [50, 55]) objects.delete(objectKeys(windowOf(START + minutes * MINUTE)).head);
    const { text, exitCode } = await verify();
    expect(exitCode).toBe(1);
    expect(text).toContain('First fault: The 2 windows 2026-11-19T10:50Z to 2026-11-19T10:55Z are missing');
  });

  it('expects windows up to ten minutes ago where no end is given', async () => {
    expect((await verify({ to: undefined, now: START + 70 * MINUTE })).exitCode).toBe(0);
    const { text } = await verify({ to: undefined, now: START + 120 * MINUTE });
    expect(text).toMatch(/First fault: The \d+ windows 2026-11-19T11:\d\dZ to 2026-11-19T11:45Z are missing/);
  });

  it('has nothing to say where nothing is sealed', async () => {
    objects.clear();
    await expect(verify()).rejects.toThrow('Nothing is sealed there yet');
  });

  describe('of a folder', () => {
    const offline = (changes = {}) => verifyCommand({ source: folderSource(folder), now: NOW, progress, ...changes });
    beforeEach(async () => {
      await downloadCommand({ source, folder, from: '2026-11-19T10:05Z', to: '2026-11-19T11:00Z', now: NOW, progress });
    });

    it('needs nothing but the folder, and says whose key it went by', async () => {
      const { text, exitCode } = await offline();
      expect(exitCode).toBe(0);
      expect(text).toContain('11 windows');
      expect(text).toContain('comes from the folder itself');
      expect((await offline({ publicKey: pair.publicKey })).text).not.toContain('from the folder');
    });

    it('does not take the key of somebody else', async () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      expect((await offline({ publicKey })).text).toContain('names the key');
    });

    it('names a window that was taken out at its end', async () => {
      unlinkSync(join(folder, objectKeys(windowOf(START + 55 * MINUTE)).head));
      expect((await offline()).text).toContain('First fault: The window 2026-11-19T10:55Z is missing');
    });

    it('names an object that was cut off', async () => {
      const { records } = objectKeys(windowOf(START + 31 * MINUTE));
      writeFileSync(join(folder, records), (objects.get(records) ?? new Uint8Array()).slice(0, 40));
      expect((await offline()).text).toContain('cannot be read. The object is cut off');
    });

    it('asks for the end where the folder does not say it', async () => {
      unlinkSync(join(folder, 'range.json'));
      await expect(offline()).rejects.toThrow('give the time with --to');
      expect((await offline({ from: '2026-11-19T10:05Z', to: '2026-11-19T11:00Z' })).exitCode).toBe(0);
    });
  });
});

describe('audit erase', () => {
  const erase = (principal = 'issuer:somebody') =>
    eraseCommand({
      audit,
      source,
      identity,
      changes: recordedChanges().changes,
      tenant: 'acme',
      principal,
      range: { from: START, to: NOW },
      progress,
    });
  const tableText = async () => {
    const lines: string[] = [];
    const range = { from: START, to: NOW };
    const question = { range, filter: {}, lines: 'events' as const, format: 'jsonl' as const, limit: 100, progress };
    await listEvents(audit, question, (more) => lines.push(...more));
    return lines.join('\n');
  };

  it('leaves nothing that says who it was, and a seal that is whole and matches the table', async () => {
    await record(eventAt(1), eventAt(2, { principal: 'issuer:other', subject: 'issuer:somebody' }));
    await seal(70);
    await record(eventAt(75));
    const { text: said, exitCode: left } = await erase();
    expect(said).toMatch(/^3 events of issuer:somebody are those of p_[0-9a-f]{32} now/);
    expect([said.match(/Left of the id:[\s\S]*/)?.[0], left]).toEqual([
      'Left of the id:\n  audit table    0 events\n  sealed copy    0 records, of 1 objects',
      0,
    ]);
    expect(await tableText()).not.toContain('issuer:somebody');
    expect(await knownPrincipals(identity, 'acme')).toEqual(['issuer:other']);
    await seal(95);
    const { text, exitCode } = await verify({ to: '2026-11-19T11:20Z' });
    expect([text.match(/\d+ records/)?.[0], exitCode]).toEqual(['3 records', 0]);
  });

  it('is for whom the audit knows, in the tenant that is named', async () => {
    await record(eventAt(1, { tenant: 'globex' }));
    await expect(erase()).rejects.toThrow('knows nothing of "issuer:somebody" in the tenant "acme"');
    await expect(erase(`p_${'0'.repeat(32)}`)).rejects.toThrow('is a pseudonym');
  });

  it('is for what was not sealed yet, too', async () => {
    await record(eventAt(1));
    expect(await erase()).toMatchObject({ text: expect.stringMatching(/^1 events/), exitCode: 0 });
    expect(await tableText()).not.toContain('issuer:somebody');
  });

  it('finds the person wherever an event declares one: in arguments and in what a change left', async () => {
    const user_id = { person: 'issuer:somebody' };
    await record(
      eventAt(1, { principal: 'issuer:other', argumentsProjection: { user_id, amount: 5 } }),
      eventAt(2, { principal: 'issuer:other', after: { members: [{ person: 'issuer:somebody' }] } }),
    );
    await seal(70);
    expect([...objects.keys()].filter((key) => key.endsWith('.gz'))).toHaveLength(1);
    const { text, exitCode } = await erase();
    expect(text).toMatch(/^2 events of issuer:somebody are those of p_/);
    expect([text.match(/0 events|0 records/g), exitCode]).toEqual([['0 events', '0 records'], 0]);
    expect(await tableText()).not.toContain('issuer:somebody');
    expect((await verify({ to: '2026-11-19T11:05Z' })).text).toContain('The table has the same events.');
  });

  it('takes agents of the person along', async () => {
    const agent = 'platform:agent/acme/issuer:somebody/nightly';
    await record(eventAt(1), eventAt(2, { principal: agent }), eventAt(3, { principal: 'issuer:somebody-else' }));
    await seal(70);
    expect(await erase()).toMatchObject({ text: expect.stringMatching(/^2 events/), exitCode: 0 });
    expect((await tableText()).match(/issuer:somebody[\w-]*/g)).toEqual(['issuer:somebody-else']);
    expect(await knownPrincipals(identity, 'acme')).toEqual(['issuer:somebody-else']);
  });

  it('says what is left in the table and in the seal where an id stands undeclared, also when it is run again', async () => {
    await record(
      eventAt(1),
      eventAt(2, { principal: 'issuer:other', argumentsProjection: { user_id: 'issuer:somebody' } }),
    );
    await seal(70);
    const { text, exitCode } = await erase();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/audit table {4}1 events, the first acme\/[\w-]+\/outcome of 2026/);
    expect(text).toMatch(/sealed copy {4}1 records, the first record 1 of audit\/2026\S+, of 1 objects/);
    expect((await erase()).text).toMatch(/^Left of the id:\n {2}audit table {4}1 events/);
  });
});

describe('audit query', () => {
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

  async function ask(changes: Partial<EventQuestion> = {}) {
    const lines: string[] = [];
    const question: EventQuestion = {
      range: { from: START, to: START + 120 * MINUTE },
      filter: {},
      lines: 'calls',
      format: 'jsonl',
      limit: 100,
      progress,
      ...changes,
    };
    const result = await listEvents(audit, question, (more) => lines.push(...more));
    return { ...result, lines };
  }
  const targets = async (changes: Partial<EventQuestion>) =>
    (await ask(changes)).lines.map((line) => JSON.parse(line).target).sort();

  it('has one line per call, also where it ends in another hour than it began', async () => {
    const { lines } = await ask();
    const rows = lines.map((line) => JSON.parse(line)).map(({ target, phase }) => `${target} ${phase}`);
    expect(rows.sort()).toEqual(['cut_off intent', 'save_note outcome', 'verify_pan outcome', 'verify_pan outcome']);
  });

  it.each<[string, Partial<EventQuestion>, string[]]>([
    ['tool', { filter: { target: 'save_note' } }, ['save_note']],
    ['principal', { filter: { principal: 'issuer:other' } }, ['save_note']],
    ['status', { filter: { status: 'error' } }, ['verify_pan']],
    ['the status of what has no outcome', { filter: { status: 'intent' } }, ['cut_off']],
    ['code', { filter: { code: 'E1004' } }, ['save_note']],
    ['tenant', { tenant: 'globex' }, ['verify_pan']],
    ['time', { range: { from: START + 5 * MINUTE, to: START + 6 * MINUTE } }, ['save_note']],
  ])('finds by %s', async (_, changes, expected) => {
    expect(await targets(changes)).toEqual(expected);
  });

  it('says where to go on where there are more than were asked for', async () => {
    const first = await ask({ limit: 2 });
    expect(first).toMatchObject({ count: 2, next: expect.stringMatching(/^2026-11-19T1\d:/) });
    const rest = await ask({ range: { from: Date.parse(first.next ?? ''), to: START + 120 * MINUTE } });
    expect(rest).toMatchObject({ count: 2 });
    expect(rest).not.toHaveProperty('next');
    expect(new Set([...first.lines, ...rest.lines]).size).toBe(4);
    expect(await ask({ limit: 4 })).not.toHaveProperty('next');
  });

  it('gives a table', async () => {
    const { lines } = await ask({ format: 'table', filter: { code: 'E1004' } });
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['at', 'tenant', 'principal', 'operation', 'target', 'status', 'code', 'ms', 'correlationId'],
      [eventAt(5).at, 'acme', 'issuer:other', 'tools/call', 'save_note', 'refused', 'E1004', '12', 'request-1'],
    ]);
  });

  it('exports intents and outcomes, as CSV that no spreadsheet calculates', async () => {
    const { lines } = await ask({ format: 'csv', lines: 'events' });
    expect(lines).toHaveLength(1 + 5);
    expect(lines.join('\n')).toContain('"{""note"":""=1+1,\\""x\\""""}"');
  });
});

it.each([
  ['7d', NOW - 7 * 24 * 60 * MINUTE],
  ['30m', NOW - 30 * MINUTE],
  ['2026-11-21', Date.parse('2026-11-21T00:00:00Z')],
  ['2026-11-21T10:05Z', Date.parse('2026-11-21T10:05:00Z')],
])('%s is a time', (text, moment) => {
  expect(momentOf(text, NOW)).toBe(moment);
});

it.each(['yesterday', '2026-11-21T10:05', '7w', ''])('"%s" is none', (text) => {
  expect(() => momentOf(text, NOW)).toThrow('is no time');
});

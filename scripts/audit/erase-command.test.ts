import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsBetween } from '../../functions/platform/audit/audit-reader.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { knownPrincipals } from '../../functions/platform/audit/pseudonyms.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { recordedChanges } from '../../test/support/recorded-changes.ts';
import { type MemorySeal, memorySeal, sealInto } from '../../test/support/seal-in-memory.ts';
import { eraseCommand } from './erase-command.ts';
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

describe('audit erase', () => {
  const verify = (to: string) => verifyCommand({ source, table: audit, now: NOW, to, progress });
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
  const known = async () => {
    const ids: string[] = [];
    for await (const id of knownPrincipals(identity, 'acme')) ids.push(id);
    return ids;
  };
  const tableText = async () => {
    const lines: string[] = [];
    for await (const event of eventsBetween(audit, { from: START, to: NOW })) lines.push(JSON.stringify(event));
    return lines.join('\n');
  };

  it('leaves no trace of the id, and a seal that is whole and matches the table', async () => {
    await record(eventAt(1), eventAt(2, { principal: 'issuer:other', subject: 'issuer:somebody' }));
    await seal(70);
    await record(eventAt(75));
    const { text: said, exitCode: left } = await erase();
    expect(said).toMatch(/^3 events of issuer:somebody have the pseudonym p_[0-9a-f]{32} now/);
    expect([said.match(/Left of the id:[\s\S]*/)?.[0], left]).toEqual([
      'Left of the id:\n  audit table    0 events\n  sealed copy    0 records, of 1 objects',
      0,
    ]);
    expect(await tableText()).not.toContain('issuer:somebody');
    expect(await known()).toEqual(['issuer:other']);
    await seal(95);
    const { text, exitCode } = await verify('2026-11-19T11:20Z');
    expect([text.match(/\d+ records/)?.[0], exitCode]).toEqual(['3 records', 0]);
  });

  it('refuses a principal that the audit of the tenant does not know, and a pseudonym', async () => {
    await record(eventAt(1, { tenant: 'globex' }));
    await expect(erase()).rejects.toThrow('knows nothing of "issuer:somebody" in the tenant "acme"');
    await expect(erase(`p_${'0'.repeat(32)}`)).rejects.toThrow('is a pseudonym');
  });

  it('replaces the id in events that are not sealed yet, too', async () => {
    await record(eventAt(1));
    expect(await erase()).toMatchObject({ text: expect.stringMatching(/^1 events/), exitCode: 0 });
    expect(await tableText()).not.toContain('issuer:somebody');
  });

  it('replaces the id in every field that declares a person: in arguments and in the state after a change', async () => {
    const user_id = { person: 'issuer:somebody' };
    await record(
      eventAt(1, { principal: 'issuer:other', argumentsProjection: { user_id, amount: 5 } }),
      eventAt(2, { principal: 'issuer:other', after: { members: [{ person: 'issuer:somebody' }] } }),
    );
    await seal(70);
    expect(source.segmentKeys()).toHaveLength(1);
    const { text, exitCode } = await erase();
    expect(text).toMatch(/^2 events of issuer:somebody have the pseudonym p_/);
    expect([text.match(/0 events|0 records/g), exitCode]).toEqual([['0 events', '0 records'], 0]);
    expect(await tableText()).not.toContain('issuer:somebody');
    expect((await verify('2026-11-19T11:05Z')).text).toContain('The table has the same events.');
  });

  it('replaces the ids of agents of the person, too', async () => {
    const agent = 'platform:agent/acme/issuer:somebody/nightly';
    await record(eventAt(1), eventAt(2, { principal: agent }), eventAt(3, { principal: 'issuer:somebody-else' }));
    await seal(70);
    expect(await erase()).toMatchObject({ text: expect.stringMatching(/^2 events/), exitCode: 0 });
    expect((await tableText()).match(/issuer:somebody[\w-]*/g)).toEqual(['issuer:somebody-else']);
    expect(await known()).toEqual(['issuer:somebody-else']);
  });

  it('reports ids that stand undeclared in the table and in the seal, also when it is run again', async () => {
    await record(
      eventAt(1),
      eventAt(2, { principal: 'issuer:other', argumentsProjection: { user_id: 'issuer:somebody' } }),
    );
    await seal(70);
    const { text, exitCode } = await erase();
    expect(exitCode).toBe(1);
    expect(text).toMatch(/audit table {4}1 events, the first acme\/[\w-]+\/outcome of 2026/);
    expect(text).toMatch(/sealed copy {4}1 records, the first record 1 of audit\/records\/2026\S+, of 1 objects/);
    expect((await erase()).text).toMatch(/^Left of the id:\n {2}audit table {4}1 events/);
  });
});

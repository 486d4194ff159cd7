import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { auditTrail } from '../../functions/platform/audit/audit-trail.ts';
import { auditedChange } from '../../functions/platform/audit/changes.ts';
import { passedKey, segmentKey, windowOf } from '../../functions/platform/audit/windows.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealInto } from '../../test/support/seal-in-memory.ts';
import type { OperatorChanges } from './operator-changes.ts';
import { passCommand } from './pass-command.ts';
import { verifyCommand } from './verify-command.ts';

const MINUTE = 60_000;
/** In the past, since the decision is audited with the time of the machine. */
const START = windowOf(Date.now() - 26 * 60 * MINUTE).from;
const BLOCKED = windowOf(START + 5 * MINUTE);
const name = `${new Date(BLOCKED.from).toISOString().slice(0, 16)}Z`;

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
  await recordEvents(audit, auditEvent(START), auditEvent(BLOCKED.from + 1000), auditEvent(START + 11 * MINUTE));
  await seal(START + 8 * MINUTE);
  source.objects.set(segmentKey(BLOCKED, 0), Buffer.from('foreign'));
});

const seal = (now: number) => sealInto(source, { audit, identity, now });
const who = {
  tenant: 'platform',
  principal: 'operator:erin',
  credential: 'operator',
  address: 'command line',
  correlationId: 'command',
};
const changes: OperatorChanges = {
  audited: (change, make) => auditedChange(auditTrail(audit), who, change, make),
};
const pass = (window = name, now = Date.now()) => passCommand({ audit, source, changes, window, now });
const verify = (now: number, publicKey?: Parameters<typeof verifyCommand>[0]['publicKey']) =>
  verifyCommand({ source, table: audit, now, publicKey, progress: () => undefined });

describe('a window that cannot be sealed', () => {
  it('stops the sealer, which names it, until an operator passes it', async () => {
    const named = `Segment 0 of the window ${name} is not of the sealer: The object is cut off or is not gzip.`;
    await expect(seal(START + 20 * MINUTE)).rejects.toThrow(named);
    await expect(seal(START + 25 * MINUTE)).rejects.toThrow(named);
    expect(await pass()).toContain(`passes the window ${name}`);
    expect(await seal(START + 20 * MINUTE)).toMatchObject({ passed: 1, records: 1, behind: 0 });
    expect(source.objects.has(passedKey(BLOCKED))).toBe(true);
  });

  it('has its events sealed as late, and the decision is sealed too', async () => {
    await pass();
    const end = Date.now() + 26 * 60 * MINUTE;
    await seal(end);
    const decided = Date.now();
    const late = source.records(BLOCKED.from + 60 * MINUTE).filter((record) => record.late);
    expect(late.map(({ event }) => event.at)).toEqual([new Date(BLOCKED.from + 1000).toISOString()]);
    // The decision may have been made at the end of the window before.
    const decisions = [decided - 5 * MINUTE, decided].flatMap((moment) => source.records(moment));
    expect(decisions.filter(({ event }) => event.operation === 'audit/pass')).toHaveLength(2);
    const { text, exitCode } = await verify(end);
    expect([text.match(/Passed by.*/)?.[0], exitCode]).toEqual([`Passed by an operator's decision: ${name}.`, 0]);
    expect(text).toContain('The seal is whole.\nThe table has the same events.');
  });

  it('is a fault for the verifier if the decision that its head names was never sealed', async () => {
    await pass();
    await seal(START + 20 * MINUTE);
    // As if the decision had been taken out of the table before its window was sealed.
    const forgotten = await auditTables(database);
    const end = Date.now() + 30 * MINUTE;
    await sealInto(source, { ...forgotten, now: end });
    const { text, exitCode } = await verifyCommand({ source, now: end, progress: () => undefined });
    expect(text).toContain(`The window ${name} was passed, but the decision`);
    expect(exitCode).toBe(1);
  });
});

describe('npm run audit -- pass', () => {
  it.each([
    ['a window that is sealed', () => pass(`${new Date(START).toISOString().slice(0, 16)}Z`), 'is sealed'],
    ['a window behind another that is not sealed', () => pass(nameAt(20)), 'comes first: it is not sealed either'],
    ['a window that is not closed', () => pass(name, BLOCKED.to), 'is not closed yet'],
    ['a text that is not a window', () => pass('yesterday'), '"yesterday" is not a window'],
  ])('refuses %s', async (_what, work, sentence) => {
    await expect(work()).rejects.toThrow(sentence);
  });
});

const nameAt = (minutes: number) => `${new Date(START + minutes * MINUTE).toISOString().slice(0, 16)}Z`;

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { sealInMemory } from '../../test/support/seal-in-memory.ts';
import { eventsBetween } from '../platform/audit/audit-reader.ts';
import { type AuditTable, auditTrail } from '../platform/audit/audit-trail.ts';
import { verifySeal } from '../platform/audit/verify-seal.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');

let database: TestDatabase;
let audit: AuditTable;
let identity: AuditTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  const { client } = database;
  audit = { client, table: await database.table() };
  identity = { client, table: await database.table() };
});

/** Records an event of a call that many minutes after the start. */
const record = (callId: string, minutes: number, event: Partial<AuditEvent>) =>
  auditTrail(audit).record({
    callId,
    phase: 'intent',
    at: new Date(START + minutes * MINUTE).toISOString(),
    correlationId: `request of ${callId}`,
    tenant: 'acme',
    principal: 'issuer:somebody',
    credential: 'key',
    address: '192.0.2.0/24',
    operation: 'tools/call',
    target: 'pay',
    argumentsHash: '00',
    argumentsProjection: { amount: 5 },
    ...event,
  });
const ended = { phase: 'outcome', outcome: 'ok' } as const;

const seal = (minutes: number) => sealInMemory(audit, identity, START + minutes * MINUTE);
async function outcomes(): Promise<SealedEvent[]> {
  const found: SealedEvent[] = [];
  const all = { from: START, to: START + 48 * 60 * MINUTE };
  for await (const event of eventsBetween(audit, all)) if (event.phase === 'outcome') found.push(event);
  return found;
}
const unknown = async () => (await outcomes()).filter(({ outcome }) => outcome === 'unknown');

describe('a call without an outcome', () => {
  it('is closed as unknown an hour after its intent, in the table and in the seal', async () => {
    await record('killed', 2, {});
    const { records } = await seal(75);
    const closing = {
      callId: 'killed',
      phase: 'outcome',
      outcome: 'unknown',
      at: '2026-11-21T11:02:00.000Z',
      target: 'pay',
    };
    expect(await outcomes()).toMatchObject([{ ...closing, argumentsProjection: { amount: 5 } }]);
    expect(records().filter(({ event }) => event.phase === 'outcome')).toMatchObject([{ event: closing }]);
    expect(records().some(({ late }) => late)).toBe(false);
  });

  it('is closed once, even if its window is looked at again, and seal and table have the same events', async () => {
    await record('killed', 2, {});
    await seal(75);
    await seal(75);
    const source = await seal(26 * 60);
    expect(await unknown()).toHaveLength(1);
    expect(source.records().map(({ event }) => [event.phase, event.outcome])).toEqual([
      ['intent', undefined],
      ['outcome', 'unknown'],
    ]);
    const check = { reader: source, publicKey: await source.publicKey(), from: START, to: START + 24 * 60 * MINUTE };
    for await (const { fault } of verifySeal(check)) expect(fault).toBeUndefined();
  });

  it('is not closed before an hour has passed', async () => {
    await record('killed', 2, {});
    await seal(67);
    expect(await outcomes()).toEqual([]);
  });
});

describe('the sealer closes no call', () => {
  it.each([
    ['that ended in its window', 3],
    ['that ended in the next window', 6],
    ['that took as long as any may', 21.9],
  ])('%s', async (_which, minutes) => {
    await record('ended', 2, {});
    await record('ended', minutes, ended);
    await seal(75);
    expect(await unknown()).toEqual([]);
  });

  it('because of the outcome of another tenant, whose call has the same id', async () => {
    await record('same', 2, {});
    await record('same', 3, { ...ended, tenant: 'globex' });
    await seal(75);
    expect(await unknown()).toMatchObject([{ tenant: 'acme' }]);
  });
});

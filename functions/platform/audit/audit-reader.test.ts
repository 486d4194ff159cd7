import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { auditEvent, auditTables, recordEvents } from '../../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { eventsBetween, eventsByTenant } from './audit-reader.ts';
import { type AuditTable, auditKey } from './audit-trail.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-21T10:00:00.000Z');

let database: TestDatabase;
let audit: AuditTable;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  ({ audit } = await auditTables(database));
});

const at = (minutes: number, tenant = 'acme') =>
  auditEvent(START + minutes * MINUTE, { tenant, target: `${tenant} ${minutes}` });
async function targets(events: AsyncIterable<SealedEvent>, most = Number.POSITIVE_INFINITY) {
  const found: unknown[] = [];
  for await (const { target } of events) if (found.push(target) === most) break;
  return found;
}

/** The table, with a count of the items that it hands out. */
function counted(): { audit: AuditTable; read(): number } {
  let read = 0;
  const send = async (command: unknown) => {
    const answer = await audit.client.send(command as never);
    if (command instanceof QueryCommand) read += (answer as { Items?: unknown[] }).Items?.length ?? 0;
    return answer;
  };
  const client = new Proxy(audit.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return { audit: { ...audit, client }, read: () => read };
}

describe('events of a span', () => {
  beforeEach(() => recordEvents(audit, at(70), at(1), at(2, 'globex'), at(3), at(59), at(61, 'globex')));

  it('come by time, from all tenants and over the full hour', async () => {
    const events = eventsBetween(audit, { from: START, to: START + 120 * MINUTE });
    const expected = ['acme 1', 'globex 2', 'acme 3', 'acme 59', 'globex 61', 'acme 70'];
    expect(await targets(events)).toEqual(expected);
  });

  it('come from the newest to the oldest if that is wanted', async () => {
    const events = eventsBetween(audit, { from: START, to: START + 62 * MINUTE, newestFirst: true });
    expect(await targets(events)).toEqual(['globex 61', 'acme 59', 'acme 3', 'globex 2', 'acme 1']);
  });

  it('come of one tenant if that is named', async () => {
    const events = eventsBetween(audit, { from: START, to: START + 62 * MINUTE, tenant: 'globex' });
    expect(await targets(events)).toEqual(['globex 2', 'globex 61']);
  });

  it('come tenant by tenant for the sealer, also from behind an event on', async () => {
    const hour = { from: START, to: START + 60 * MINUTE };
    expect(await targets(eventsByTenant(audit, hour))).toEqual(['acme 1', 'acme 3', 'acme 59', 'globex 2']);
    const after = {
      tenant: 'acme',
      phase: 'outcome',
      callId: '~',
      at: new Date(START + MINUTE).toISOString(),
    } as const;
    expect(await targets(eventsByTenant(audit, { ...hour, after }))).toEqual(['acme 3', 'acme 59', 'globex 2']);
  });
});

it('reads little more than its consumer takes', async () => {
  const events = Array.from({ length: 600 }, (_, index) => auditEvent(START + index * 1000));
  await recordEvents(audit, ...events);
  const { audit: table, read } = counted();
  const stream = eventsBetween(table, { from: START, to: START + 15 * MINUTE, newestFirst: true, likely: 20 });
  expect(await targets(stream, 20)).toHaveLength(20);
  expect(read()).toBeLessThan(150);
});

it('leaves out an item that is not an event', async () => {
  const known = at(1);
  await recordEvents(audit, known);
  const foreign = { ...auditKey(at(2)), note: 'no event' };
  await audit.client.send(new PutCommand({ TableName: audit.table, Item: foreign }));
  expect(await targets(eventsBetween(audit, { from: START, to: START + 5 * MINUTE }))).toEqual([known.target]);
});

import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { retireEvents } from '../../functions/audit-sealer/retire-events.ts';
import type { AuditFilter } from '../../functions/platform/audit/audit-filter.ts';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { auditEvent, auditTables, recordEvents } from '../../test/support/audit-tables.ts';
import { startDynamoDb, type TestDatabase } from '../../test/support/dynamodb.ts';
import { type MemorySeal, memorySeal, sealInto } from '../../test/support/seal-in-memory.ts';
import { type Query, queryCommand } from './query-command.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-19T10:00:00.000Z');
const DAY = 24 * 60;

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

/** The table, with a count of the items that are read from it and of its indexes that are asked. */
function watched() {
  const seen = { items: 0, indexes: new Set<string>() };
  const send = async (command: unknown) => {
    const answer = (await audit.client.send(command as never)) as { Items?: unknown[]; Responses?: object };
    if (command instanceof QueryCommand) {
      seen.items += answer.Items?.length ?? 0;
      if (command.input.IndexName) seen.indexes.add(command.input.IndexName);
    }
    if (command instanceof BatchGetCommand) seen.items += Object.values(answer.Responses ?? {}).flat().length;
    return answer;
  };
  const client = new Proxy(audit.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return { audit: { ...audit, client }, seen };
}

async function ask(filter: AuditFilter, changes: Partial<Query> = {}) {
  const { audit: table, seen } = watched();
  const lines: string[] = [];
  const notes: string[] = [];
  const query = {
    audit: table,
    range: { from: START, to: START + 4 * DAY * MINUTE },
    tenant: undefined,
    filter,
    format: 'jsonl',
    limit: 100,
    progress: () => undefined,
    sealed: () => ({ source, identity }),
    note: (sentence: string) => void notes.push(sentence),
    ...changes,
  } as const;
  const sentence = await queryCommand(query, (more) => {
    for (const line of more) lines.push(line);
  });
  const targets = lines.flatMap((line) => (query.format === 'jsonl' ? [JSON.parse(line).target] : []));
  return { sentence, targets, lines, seen, notes };
}

const at = (minutes: number, event: Parameters<typeof auditEvent>[1]) => auditEvent(START + minutes * MINUTE, event);

describe('npm run audit -- query', () => {
  beforeEach(() =>
    recordEvents(
      audit,
      at(0, { target: 'first', principal: 'issuer:anna', correlationId: 'request-anna' }),
      at(1, { target: 'second', principal: 'issuer:bert' }),
      at(2 * DAY, { target: 'third', principal: 'issuer:anna', tenant: 'globex' }),
      at(2 * DAY + 1, { target: 'plan', principal: 'operator:erin', subject: 'issuer:anna' }),
      at(3 * DAY, { target: 'own', principal: 'issuer:anna', subject: 'issuer:anna' }),
    ),
  );

  it.each<[string, AuditFilter, string[], string[]]>([
    ['a correlation id', { correlationId: 'request-anna' }, ['first'], ['byCorrelation']],
    ['a principal', { principal: 'issuer:anna' }, ['own', 'plan', 'third', 'first'], ['byPrincipal', 'bySubject']],
    ['a target', { target: 'third' }, ['third'], ['byTarget']],
    [
      'a target and a principal',
      { target: 'first', principal: 'issuer:anna' },
      ['first'],
      ['byPrincipal', 'bySubject'],
    ],
  ])('finds calls by %s in an index, the newest first', async (_what, filter, targets, indexes) => {
    const found = await ask(filter);
    expect(found.targets).toEqual(targets);
    expect([...found.seen.indexes].sort()).toEqual(indexes);
  });

  it('keeps to the tenant and the time when it uses an index', async () => {
    const filter = { principal: 'issuer:anna' };
    expect((await ask(filter, { tenant: 'globex' })).targets).toEqual(['third']);
    const range = { from: START + MINUTE, to: START + 3 * DAY * MINUTE };
    expect((await ask(filter, { range })).targets).toEqual(['plan', 'third']);
  });

  it('reads the table for conditions that have no index, and for calls without an outcome', async () => {
    const running = at(5, { phase: 'intent', outcome: undefined, target: 'running', principal: 'issuer:anna' });
    await recordEvents(audit, running);
    const found = await ask({ status: 'intent', principal: 'issuer:anna' });
    expect([found.targets, found.seen.indexes.size]).toEqual([['running'], 0]);
    expect((await ask({ status: 'ok' })).seen.indexes.size).toBe(0);
  });

  it('tells how to go on if there are more calls than the limit', async () => {
    const first = await ask({}, { limit: 2, format: 'table' });
    const [, until] = /more than 2: go on with --to (\S+),/.exec(first.sentence) ?? [];
    const rest = await ask({}, { range: { from: START, to: Date.parse(until ?? '') } });
    expect(rest.targets).toEqual(['third', 'second', 'first']);
  });
});

describe('a query over events that have left the table', () => {
  const RETIRED = START + 33 * DAY * MINUTE;
  beforeEach(async () => {
    await recordEvents(
      audit,
      at(0, { target: 'old', principal: 'issuer:anna' }),
      at(1, { target: 'older than the limit', principal: 'issuer:bert', outcome: 'refused' }),
      at(2, { phase: 'intent', outcome: undefined, callId: 'call', target: 'ended', principal: 'issuer:bert' }),
      at(3, { callId: 'call', target: 'ended', principal: 'issuer:bert' }),
      at(32 * DAY, { target: 'new', principal: 'issuer:anna' }),
    );
    await sealInto(source, { audit, identity, now: START + 10 * MINUTE });
    await retireEvents({ audit, bucket: source.bucket, now: () => RETIRED, keepDays: 30 }, () => true);
  });
  const range = { from: START, to: RETIRED };

  it('reads the sealed copy for them, and says so', async () => {
    const { targets, notes } = await ask({}, { range });
    expect(targets).toEqual(['new', 'ended', 'older than the limit', 'old']);
    expect(notes).toEqual([
      'Events before 2026-11-19T10:05:00.000Z are read from the sealed copy, in which people are pseudonyms.',
    ]);
  });

  it('finds a person by the pseudonym in the tenant', async () => {
    const { targets, lines } = await ask({ principal: 'issuer:anna' }, { range, tenant: 'acme' });
    expect(targets).toEqual(['new', 'old']);
    expect(lines[1]).toContain('issuer:anna');
    await expect(ask({ principal: 'issuer:anna' }, { range })).rejects.toThrow('Name the --tenant');
  });

  it('finds them by status, and stops at the limit', async () => {
    expect((await ask({ status: 'refused' }, { range })).targets).toEqual(['older than the limit']);
    expect((await ask({}, { range, limit: 2 })).targets).toEqual(['new', 'ended']);
  });

  it('does not read the sealed copy for a time whose events are in the table', async () => {
    const later = { from: START + 10 * MINUTE, to: RETIRED };
    const { targets, notes } = await ask({}, { range: later });
    expect([targets, notes]).toEqual([['new'], []]);
  });
});

it.each<[string, AuditFilter]>([
  ['all calls', {}],
  ['the calls of a principal', { principal: 'issuer:busy' }],
])('reads little more than the limit of %s', async (_what, filter) => {
  const events = Array.from({ length: 400 }, (_, index) => auditEvent(START + index, { principal: 'issuer:busy' }));
  await recordEvents(audit, ...events);
  const range = { from: START, to: START + 60 * MINUTE };
  const { lines, seen } = await ask(filter, { limit: 10, range });
  expect(lines).toHaveLength(10);
  expect(seen.items).toBeLessThan(120);
});

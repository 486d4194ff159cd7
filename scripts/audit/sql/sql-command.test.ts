import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { windowOf } from '../../../functions/platform/audit/windows.ts';
import { AuditEvent } from '../../../schemas/audit-event.ts';
import { NO_HEAD } from '../../../schemas/sealed-audit.ts';
import { EVENT_COLUMNS } from '../../../schemas/sealed-columns.ts';
import { SEALED_QUERIES } from '../../../schemas/sealed-queries.ts';
import { auditEvent } from '../../../test/support/audit-tables.ts';
import { keyPair, type SealedFormat, sealWindowInto, signerWith } from '../../../test/support/sealed-windows.ts';
import { type SqlQuestion, sqlCommand } from './sql-command.ts';

/** Yesterday: saved queries look at the last thirty days. */
const START = Date.now() - 86_400_000;

const paid = (principal: string, amount_minor: unknown) => ({
  principal,
  target: 'pay',
  argumentsProjection: { amount: '1.00', amount_minor, currency: 'USD' },
  latencyMs: 100,
});
const EVENTS: Partial<AuditEvent>[] = [
  paid('p_anna', 1250),
  paid('p_anna', 750),
  paid('p_bert', 100),
  { ...paid('p_bert', 100_000), phase: 'intent', outcome: undefined, latencyMs: undefined },
  { principal: 'p_anna', target: 'find', argumentsProjection: {}, latencyMs: 40 },
  {
    principal: 'p_bert',
    target: 'pay',
    outcome: 'refused',
    errorCode: 'E1004',
    decision: 'deny',
    policies: ['no-payments@2', 'office-hours@1'],
  },
];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sql-'));
  const objects = new Map<string, Uint8Array>();
  const signer = signerWith(keyPair());
  const formats: SealedFormat[] = ['manifold-audit-3', 'manifold-audit-2'];
  for (const [hours, format] of formats.entries()) {
    const window = windowOf(START - hours * 3_600_000);
    const some = EVENTS.filter((_, place) => place % 2 === hours);
    const events = some.map((event, place) => ({
      late: false,
      event: auditEvent(window.from + place * 1000, { callId: `call-${place}`, ...event }),
    }));
    await sealWindowInto(objects, { format, window, events, previousHead: NO_HEAD, signer });
  }
  for (const [key, object] of objects) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), object);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function rows(query: string, format: SqlQuestion['format'] = 'jsonl'): Promise<string[]> {
  const lines: string[] = [];
  await sqlCommand({ folder, query, format }, (more) => {
    for (const line of more) lines.push(line);
  });
  return lines;
}

describe('npm run audit -- sql', () => {
  it.each([
    ['who-called-what', [{ principal: 'p_anna', tool: 'pay', calls: '2' }, { tool: 'pay', calls: '2' }, {}]],
    [
      'refusals-by-policy',
      [
        { policy: 'no-payments@2', tool: 'pay', refusals: '1' },
        { policy: 'office-hours@1', refusals: '1' },
      ],
    ],
    [
      'spend-by-principal',
      [
        { principal: 'p_anna', currency: 'USD', amount_minor: '2000', calls: '2' },
        { principal: 'p_bert', amount_minor: '100', calls: '1' },
      ],
    ],
    [
      'latency-by-tool',
      [
        { tool: 'pay', calls: '4', p50_ms: '100' },
        { tool: 'find', calls: '1', p50_ms: '40', p99_ms: '40' },
      ],
    ],
  ])('answers the saved query %s over segments and old windows', async (name, expected) => {
    expect((await rows(name)).map((line) => JSON.parse(line))).toMatchObject(expected);
  });

  it('takes any SQL, and writes a table or CSV', async () => {
    const sql = 'SELECT event.phase AS phase, count(*) AS events FROM sealed_audit GROUP BY 1 ORDER BY 2 DESC';
    expect(await rows(sql, 'table')).toEqual(['phase    events', 'outcome  5', 'intent   1']);
    expect(await rows(sql, 'csv')).toEqual(['phase,events', 'outcome,5', 'intent,1']);
  });

  it('explains SQL that it cannot run, and a folder without records', async () => {
    await expect(rows('SELECT nothing FROM sealed_audit')).rejects.toThrow('"nothing" not found');
    const question = { folder: tmpdir(), query: 'SELECT 1', format: 'jsonl' } as const;
    await expect(sqlCommand(question, () => undefined)).rejects.toThrow('has no sealed records');
  });
});

describe('the schema of the sealed record', () => {
  it('has a column for every field of an audit event', () => {
    expect(Object.keys(EVENT_COLUMNS).sort()).toEqual(Object.keys(AuditEvent.shape).sort());
  });

  it('is all that saved queries use, with functions that Athena has', () => {
    // Functions of Trino 451 on which Athena's engine version 3 is based, as far as saved queries use them.
    const known = [
      'approx_percentile',
      'count',
      'date_format',
      'json_extract_scalar',
      'sum',
      'try_cast',
      'unnest',
      't',
    ];
    for (const { sql } of SEALED_QUERIES) {
      for (const [, field = ''] of sql.matchAll(/event\.(\w+)/g)) expect(Object.keys(EVENT_COLUMNS)).toContain(field);
      for (const [, name = ''] of sql.matchAll(/(\w+)\(/g)) expect(known).toContain(name.toLowerCase());
    }
  });
});

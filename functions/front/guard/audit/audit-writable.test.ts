import { afterAll, beforeAll, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditField } from '../../../../schemas/audit-field.ts';
import { startDynamoDb, type TestDatabase } from '../../../../test/support/dynamodb.ts';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { namedHashOf, onlyKey } from '../../../core/secrets/key-ring.ts';
import { type AuditTrail, auditTrail } from '../../../platform/audit/audit-trail.ts';
import { parseJson } from '../../../platform/input/parse-json.ts';
import { checkShape, DEFAULT_LIMITS } from '../../../platform/input/shape.ts';
import { auditedArguments } from '../simple-guards.ts';

let database: TestDatabase;
let trail: AuditTrail;
beforeAll(async () => {
  database = await startDynamoDb();
  trail = auditTrail({ client: database.client, table: await database.table() });
});
afterAll(() => database.stop());

const KINDS: AuditField[] = [
  'person',
  'scope',
  'closed',
  'hashed',
  { pattern: '[\\s\\S]*', values: [''], range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] },
];

const escaped = (text: string) =>
  [...text].map((_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** Numbers as JSON may write them, also numbers that a double or the database cannot hold. */
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.constantFrom('', '-'), fc.integer({ min: 0, max: 10 ** 6 }), fc.integer({ min: -400, max: 400 }))
    .map(([sign, mantissa, exponent]) => `${sign}${mantissa}e${exponent}`),
  fc.constantFrom('-0', '1e16', '1e308', '9007199254740992', '5e-324', '1e-200', '0.1e-129', '123456789.123456789e7'),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\ud800"', '"\\udfff\\ud800"', '""', '"\\u0000"', `"${'x'.repeat(100_000)}"`),
);
const name = fc.oneof(
  fc.constantFrom('"__proto__"', '"constructor"', '"person"', '"hash"', '""', `"${escaped('__proto__')}"`),
  fc.string({ maxLength: 5 }).map((value) => JSON.stringify(value)),
);
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6 },
    number,
    text,
    fc.constantFrom(
      'true',
      'false',
      'null',
      `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
      `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`,
    ),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(name, tie('json')), { maxLength: 4 })
      .map((members) => `{${members.map(([key, value]) => `${key}:${value}`).join(',')}}`),
  ),
}));

/** The arguments of a JSON text; undefined if the text is refused as the caller's fault. */
function taken(source: string): { given: unknown } | undefined {
  try {
    const given = parseJson(source);
    checkShape({ given }, DEFAULT_LIMITS);
    return { given };
  } catch (error) {
    if (error instanceof ManifoldError && error.code.startsWith('E2')) return undefined;
    throw error;
  }
}

it('refuses any JSON of a caller whose audit event could not be written', async () => {
  const keys = onlyKey('k'.repeat(64));
  await fc.assert(
    fc.asyncProperty(json, async (source) => {
      const args = taken(source);
      if (!args) return;
      const kept = KINDS.map((field) => auditedArguments({ given: field }, args, { keys, scopes: new Set() }));
      await trail.record({
        callId: 'call',
        phase: 'intent',
        at: '2026-11-21T10:00:00.000Z',
        correlationId: 'request',
        tenant: 'acme',
        principal: 'issuer:ada',
        credential: 'key',
        address: '192.0.2.0/24',
        operation: 'tools/call',
        target: 'pay',
        argumentsHash: namedHashOf(args, keys),
        argumentsProjection: Object.fromEntries(kept.map(({ given }, place) => [`kind${place}`, given])),
      });
    }),
    { numRuns: 500 },
  );
});

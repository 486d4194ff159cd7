import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_HEAD } from '../../../schemas/sealed-audit.ts';
import { packed } from '../../../test/support/sealed-windows.ts';
import { chainRecord, hashOfLine, readRecords } from './chain.ts';

const EVENT = {
  tenant: 'acme',
  callId: 'call',
  phase: 'outcome',
  at: '2026-11-21T10:00:00.000Z',
  principal: 'p_invented',
} as const;
const FIRST = { index: 0, previous: NO_HEAD };

it('covers a field of any name with the hash of its record, also one that every object has', () => {
  const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
  const record = chainRecord({ late: false, event: { ...odd, ...EVENT } }, FIRST);
  const [read] = readRecords(packed([record]));
  expect(read && hashOfLine(read, 'manifold-audit-3')).toBe(record.hash);
});

it('gives a record another hash if any of its fields changes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (extra, other) => {
      const record = chainRecord({ late: false, event: { ...extra, ...EVENT, note: 'as it was' } }, FIRST);
      const [read] = readRecords(packed([record]));
      expect(read && hashOfLine(read, 'manifold-audit-3')).toBe(record.hash);
      fc.pre(other !== 'as it was');
      const changed = { ...record, event: { ...record.event, note: other } };
      const [altered] = readRecords(packed([changed]));
      expect(altered && hashOfLine(altered, 'manifold-audit-3')).not.toBe(record.hash);
    }),
  );
});

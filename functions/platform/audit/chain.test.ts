import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_HEAD } from '../../../schemas/sealed-audit.ts';
import { chainRecords, hashOfLine, packRecords, readRecords } from './chain.ts';

const EVENT = {
  tenant: 'acme',
  callId: 'call',
  phase: 'outcome',
  at: '2026-11-21T10:00:00.000Z',
  principal: 'p_invented',
} as const;

it('a field of any name is covered, one that objects have for themselves too', () => {
  const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2}');
  const [record] = chainRecords([{ late: false, event: { ...odd, ...EVENT } }], NO_HEAD);
  const [read] = record ? readRecords(packRecords([record])) : [];
  expect(read && hashOfLine(read, 'manifold-audit-2')).toBe(record?.hash);
});

it('any change of a record is seen: its hash covers all of it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (extra, other) => {
      const [record] = chainRecords([{ late: false, event: { ...extra, ...EVENT, note: 'as it was' } }], NO_HEAD);
      if (!record) throw new Error('one event is one record');
      const [read] = readRecords(packRecords([record]));
      expect(read && hashOfLine(read, 'manifold-audit-2')).toBe(record.hash);
      fc.pre(other !== 'as it was');
      const changed = { ...record, event: { ...record.event, note: other } };
      const [altered] = readRecords(packRecords([changed]));
      expect(altered && hashOfLine(altered, 'manifold-audit-2')).not.toBe(record.hash);
    }),
  );
});

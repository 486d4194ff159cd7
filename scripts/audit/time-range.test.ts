import { expect, it } from '@jest/globals';
import { momentOf } from './time-range.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-21T10:00:00.000Z');

it.each([
  ['7d', NOW - 7 * 24 * 60 * MINUTE],
  ['30m', NOW - 30 * MINUTE],
  ['2026-11-21', Date.parse('2026-11-21T00:00:00Z')],
  ['2026-11-21T10:05Z', Date.parse('2026-11-21T10:05:00Z')],
])('reads "%s" as a time', (text, moment) => {
  expect(momentOf(text, NOW)).toBe(moment);
});

it.each(['yesterday', '2026-11-21T10:05', '7w', ''])('refuses "%s" as a time', (text) => {
  expect(() => momentOf(text, NOW)).toThrow('is not a time');
});

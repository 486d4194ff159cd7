import { describe, expect, it } from '@jest/globals';
import { readDay, readLimit } from './list-variables.ts';

const RANGE = { max: 100, standard: 20 };

describe('readLimit', () => {
  it.each([
    [undefined, 20],
    ['1', 1],
    ['100', 100],
  ])('reads %j as %i', (text, limit) => {
    expect(readLimit(text, RANGE)).toBe(limit);
  });

  it.each(['', '0', '101', '-1', '1.5', '1e1', ' 5', 'ten', '9999999'])('refuses %j', (text) => {
    expect(() => readLimit(text, RANGE)).toThrow(
      expect.objectContaining({
        code: 'E2004',
        message: '"limit" has to be a whole number from 1 to 100.',
        details: { field: 'limit', expectedFormat: 'a whole number from 1 to 100' },
      }),
    );
  });
});

describe('readDay', () => {
  it.each(['2026-02-28', '2024-02-29'])('takes the day %s', (day) => {
    expect(readDay('start_date', day)).toBe(day);
  });

  it.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-1-1', '01.02.2026', ''])('refuses %j', (text) => {
    expect(() => readDay('start_date', text)).toThrow(
      expect.objectContaining({ code: 'E2004', details: expect.objectContaining({ field: 'start_date' }) }),
    );
  });
});

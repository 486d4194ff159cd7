import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSchedule } from './expression.ts';

const next = (expression: string, after: string) =>
  parseSchedule('app/Rule', expression)(new Date(after))?.toISOString();

describe('a schedule', () => {
  it.each([
    ['rate(5 minutes)', '2026-11-21T09:01:02Z', '2026-11-21T09:06:02.000Z'],
    ['rate(1 hour)', '2026-11-21T09:01:02Z', '2026-11-21T10:01:02.000Z'],
    ['cron(4/5 * * * ? *)', '2026-11-21T09:04:00Z', '2026-11-21T09:09:00.000Z'],
    ['cron(4/5 * * * ? *)', '2026-11-21T09:59:00Z', '2026-11-21T10:04:00.000Z'],
    ['cron(0 3 * * ? *)', '2026-11-21T03:00:00Z', '2026-11-22T03:00:00.000Z'],
    ['cron(15 10 ? * MON-FRI *)', '2026-11-21T09:00:00Z', '2026-11-23T10:15:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2026-11-21T09:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['cron(0 0 1 JAN,JUL ? 2026)', '2026-11-21T09:00:00Z', undefined],
  ])('%s is due after %s at %s', (expression, after, due) => {
    expect(next(expression, after)).toBe(due);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'cron(0 0 * * *)',
    'cron(0 0 * * * *)',
    'cron(0 24 * * ? *)',
    'cron(0 0 L * ? *)',
    'cron(0/0 * * * ? *)',
    'every day',
  ])('%s is refused', (expression) => {
    expect(() => parseSchedule('app/Rule', expression)).toThrow(expression);
  });

  it('of every n minutes past an offset is due at those minutes alone, and always later than asked', () => {
    const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 59 }), moments, (offset, step, after) => {
        const due = parseSchedule('app/Rule', `cron(${offset}/${step} * * * ? *)`)(after);
        expect(due?.getTime()).toBeGreaterThan(after.getTime());
        const minute = due?.getUTCMinutes() ?? -1;
        expect(minute).toBeGreaterThanOrEqual(offset);
        expect((minute - offset) % step).toBe(0);
      }),
    );
  });
});

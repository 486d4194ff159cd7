import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDate, toDayFirst, toIsoDate } from '../../../core/input/calendar-date.ts';
import { dateOfBirthField } from './dates.ts';

const days = fc
  .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }));

describe('dates', () => {
  it('are the same after they were written and read in both formats', () => {
    fc.assert(
      fc.property(days, (date) => {
        expect(parseDate(toDayFirst(date))).toEqual(date);
        expect(parseDate(toIsoDate(date))).toEqual(date);
      }),
    );
  });

  it('are read or refused for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const date = parseDate(text);
        if (date) expect(parseDate(toIsoDate(date))).toEqual(date);
      }),
    );
  });

  it.each([
    ['11/11/2001', '11/11/2001'],
    ['1/2/2001', '01/02/2001'],
    ['2001-11-30', '30/11/2001'],
    ['30-11-2001', '30/11/2001'],
    [' 29.02.2000 ', '29/02/2000'],
  ])('are sent to the provider as DD/MM/YYYY: %j', (written, sent) => {
    expect(dateOfBirthField().parse(written)).toBe(sent);
  });

  it.each([
    '31/04/2001',
    '29/02/2001',
    '2001-13-01',
    '00/01/2001',
    '11/31/2001',
    '11/11/01',
    'yesterday',
    '2001/11/11',
  ])('that do not exist are refused: %j', (written) => {
    expect(dateOfBirthField().safeParse(written).success).toBe(false);
  });

  it('of birth are refused if they are in the future', () => {
    const nextYear = new Date().getUTCFullYear() + 1;
    const parsed = dateOfBirthField().safeParse(`01/01/${nextYear + 1}`);
    expect(parsed.error?.issues[0]?.message).toContain('in the future');
  });
});

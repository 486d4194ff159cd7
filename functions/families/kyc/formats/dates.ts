import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';
import { type CalendarDate, DATE_PATTERN, parseDate, toDayFirst } from '../../../core/input/calendar-date.ts';

/** The latest day that has begun in any time zone; a later one is refused. */
function isInFuture({ year, month, day }: CalendarDate): boolean {
  return Date.UTC(year, month - 1, day) > Date.now() + 14 * 3_600_000;
}

/** Date of birth, of incorporation or of formation; `execute` sees DD/MM/YYYY. */
export const dateOfBirthField = () =>
  z
    .string()
    .min(8)
    .max(12)
    .meta({
      description: 'Date of birth, or of incorporation or formation: DD/MM/YYYY or YYYY-MM-DD.',
      examples: ['11/11/2001', '2001-11-11'],
      pattern: DATE_PATTERN,
      ...textKind('identifier'),
    })
    .transform((text, context) => {
      const date = parseDate(text);
      if (date && !isInFuture(date)) return toDayFirst(date);
      const problem = date ? 'the date is in the future' : 'no such date';
      context.addIssue({ code: 'custom', message: `${problem}, expected DD/MM/YYYY or YYYY-MM-DD, e.g. "11/11/2001"` });
      return z.NEVER;
    });

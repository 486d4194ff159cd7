import { StartError } from '../start-error.ts';

/** When a schedule is due next, strictly after a moment; undefined if it is never due again. */
export type Timing = (after: Date) => Date | undefined;

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const DAY_MS = UNIT_MS.day;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Longest time that a cron expression is searched ahead. */
const HORIZON_DAYS = 366 * 8;

type Field = { name: string; from: number; to: number; names?: readonly string[] };
const FIELDS = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of week', from: 1, to: 7, names: DAYS },
  { name: 'year', from: 1970, to: 2199 },
] as const satisfies readonly Field[];

/**
 * Reads `rate(…)` or `cron(…)` (EventBridge User Guide, "Schedule expressions"); cron is in UTC.
 * @throws StartError for an expression that EventBridge refuses, or one with `L`, `W` or `#`, which the local cloud does not know.
 */
export function parseSchedule(path: string, expression: string): Timing {
  const refuse = (reason: string): never => {
    throw new StartError(`The schedule ${expression} of ${path} ${reason}.`);
  };
  const [, count, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  if (count !== undefined && isUnit(unit)) {
    const value = Number(count);
    if (value < 1 || (value === 1) !== (plural === ''))
      refuse('is not a rate: 1 takes the singular, others the plural');
    return (after) => new Date(after.getTime() + value * UNIT_MS[unit]);
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ');
  if (fields?.length !== FIELDS.length) return refuse('is neither a rate nor a cron expression of six fields');
  const [minutes, hours, days, months, weekdays, years] = FIELDS.map((field, index) =>
    values(field, fields[index] ?? '', refuse),
  );
  if (!minutes || !hours || !days || !months || !weekdays || !years) return refuse('has a field too few');
  if ((fields[2] === '?') === (fields[4] === '?')) refuse('needs ? as day of month or as day of week, and not as both');
  const isDay = (day: Date) =>
    years.has(day.getUTCFullYear()) &&
    months.has(day.getUTCMonth() + 1) &&
    days.has(day.getUTCDate()) &&
    weekdays.has(day.getUTCDay() + 1);
  return (after) => nextMinute({ isDay, hours, minutes }, after);
}

function nextMinute(
  { isDay, hours, minutes }: { isDay(day: Date): boolean; hours: Set<number>; minutes: Set<number> },
  after: Date,
): Date | undefined {
  const midnight = Math.floor(after.getTime() / DAY_MS) * DAY_MS;
  for (let ahead = 0; ahead < HORIZON_DAYS; ahead += 1) {
    const day = midnight + ahead * DAY_MS;
    if (!isDay(new Date(day))) continue;
    for (const hour of hours)
      for (const minute of minutes) {
        const moment = day + hour * UNIT_MS.hour + minute * UNIT_MS.minute;
        if (moment > after.getTime()) return new Date(moment);
      }
  }
  return undefined;
}

/** The values of a field in ascending order. */
function values(field: Field, text: string, refuse: (reason: string) => never): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from, to] = rangeOf(field, range, step !== undefined);
    if (from === undefined || to === undefined || from < field.from || to > field.to || from > to || step === '0')
      return refuse(`has ${part} as ${field.name}, which the local cloud does not know`);
    for (let value = from; value <= to; value += Number(step ?? 1)) found.add(value);
  }
  return new Set([...found].sort((a, b) => a - b));
}

/** `4/5` is from 4 to the end, `4` alone is 4. */
function rangeOf(field: Field, range: string, stepped: boolean): (number | undefined)[] {
  if (range === '*' || range === '?') return [field.from, field.to];
  const [from, to] = range.split('-').map((one) => numberOf(field, one));
  return [from, to ?? (stepped ? field.to : from)];
}

function numberOf({ names, from }: Field, text: string): number | undefined {
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  if (index >= 0) return index + from;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isUnit(unit: string | undefined): unit is keyof typeof UNIT_MS {
  return unit !== undefined && unit in UNIT_MS;
}

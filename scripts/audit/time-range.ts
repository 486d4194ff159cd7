import { CommandError } from '../command/command-error.ts';

/** A span of time, Unix milliseconds; `to` is not in it. */
export interface TimeRange {
  from: number;
  to: number;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment as operators write it: `2026-11-21`, `2026-11-21T10:05Z`, or how long ago: `30m`, `12h`, `7d`.
 * @throws {CommandError} for anything else
 */
export function momentOf(text: string, now: number): number {
  const [, amount, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return now - Number(amount) * UNITS[unit as keyof typeof UNITS];
  const moment = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new CommandError(`"${text}" is not a time: write 2026-11-21, 2026-11-21T10:05Z or how long ago, 12h or 7d.`);
  }
  return moment;
}

/** The span that is asked for. @throws {CommandError} if it is empty */
export function rangeOf(
  { from, to, since }: { from?: string; to?: string; since?: string },
  { now, length }: { now: number; length: string },
): TimeRange {
  const range = { from: momentOf(from ?? since ?? length, now), to: to === undefined ? now : momentOf(to, now) };
  if (range.from < range.to) return range;
  throw new CommandError('Nothing lies between these times: --from has to be before --to.');
}

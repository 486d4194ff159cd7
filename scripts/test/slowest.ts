import { relative } from 'node:path';
import type { JestReport } from './counts.ts';

/** A test file and how long it ran, its set-up included. */
export interface Timed {
  file: string;
  seconds: number;
}

/** Time of each test file of a run; paths relative to the repository. */
export function timesOf(report: JestReport | undefined, root: string): Timed[] {
  return (report?.testResults ?? []).map(({ name, startTime, endTime }) => ({
    file: relative(root, name),
    seconds: Math.max(0, endTime - startTime) / 1000,
  }));
}

/** The slowest files as lines to print, the slowest first. */
export function slowest(times: readonly Timed[], count = 10): string[] {
  return times
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, count)
    .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}

import { GRACE_MS, RECORDS_PREFIX, SEALED_PREFIX, WINDOW_MS } from '../../../schemas/sealed-audit.ts';

/** A window of time, Unix milliseconds; `to` is not in it. */
export interface SealWindow {
  readonly from: number;
  readonly to: number;
}

/** The window that a moment lies in. */
export function windowOf(moment: number): SealWindow {
  const from = Math.floor(moment / WINDOW_MS) * WINDOW_MS;
  return { from, to: from + WINDOW_MS };
}

export const windowAfter = ({ to }: SealWindow): SealWindow => windowOf(to);

/** The window that many milliseconds before another. */
export const windowBefore = ({ from }: SealWindow, milliseconds: number): SealWindow => windowOf(from - milliseconds);

/** The last window that is closed at a moment. */
export const lastClosed = (moment: number): SealWindow => windowOf(moment - GRACE_MS - WINDOW_MS);

/** Every window from that of `from` to that of the moment before `to`, in order. */
export function* windowsBetween(from: number, to: number): Generator<SealWindow> {
  for (let window = windowOf(from); window.from < to; window = windowAfter(window)) yield window;
}

/** `2026/11/21/10-05`. */
const pathOf = ({ from }: SealWindow): string =>
  new Date(from).toISOString().slice(0, 16).replace(/[-T]/g, '/').replace(':', '-');

export const headKey = (window: SealWindow): string => `${SEALED_PREFIX}${pathOf(window)}.head.json`;

/** The head of a window that was passed stands beside the place of its head, which something else may occupy. */
export const passedKey = (window: SealWindow): string => `${SEALED_PREFIX}${pathOf(window)}.passed.json`;

/** @param segment number of the segment, from 0 */
export const segmentKey = (window: SealWindow, segment: number): string =>
  `${RECORDS_PREFIX}${pathOf(window)}.${String(segment).padStart(6, '0')}.jsonl.gz`;

/** The only object of records that a window of the formats 1 and 2 has. */
export const oldRecordsKey = (window: SealWindow): string => `${SEALED_PREFIX}${pathOf(window)}.jsonl.gz`;

const HEAD = /^audit\/(\d{4}\/\d{2}\/\d{2})\/(\d{2})-(\d{2})\.(?:head|passed)\.json$/;
const RECORDS = /^audit\/(?:records\/(?=.*\.\d{6}\.))?(\d{4}\/\d{2}\/\d{2})\/(\d{2})-(\d{2})(?:\.\d{6})?\.jsonl\.gz$/;

/** The window whose head a key names; undefined for any other key. */
export const windowOfHeadKey = (key: string): SealWindow | undefined => windowFrom(HEAD.exec(key));

/** The window to whose records a key belongs; undefined for any other key. */
export const windowOfRecordsKey = (key: string): SealWindow | undefined => windowFrom(RECORDS.exec(key));

function windowFrom(match: RegExpExecArray | null): SealWindow | undefined {
  if (match === null) return undefined;
  const [, date = '', hour, minute] = match;
  const from = Date.parse(`${date.replaceAll('/', '-')}T${hour}:${minute}:00.000Z`);
  return from === windowOf(from).from ? windowOf(from) : undefined;
}

/** A window as people read it: `2026-11-21T10:05Z`. */
export const nameOfWindow = ({ from }: SealWindow): string => `${new Date(from).toISOString().slice(0, 16)}Z`;

/** The window that a name of `nameOfWindow` stands for; undefined for any other text. */
export function windowNamed(name: string): SealWindow | undefined {
  const from = Date.parse(name);
  return Number.isNaN(from) || nameOfWindow(windowOf(from)) !== name ? undefined : windowOf(from);
}

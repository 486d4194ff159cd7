import { GRACE_MS, SEALED_PREFIX, WINDOW_MS } from '../../../schemas/sealed-audit.ts';

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

/** Keys of a window's two objects. */
export function objectKeys({ from }: SealWindow): { head: string; records: string } {
  const base = `${SEALED_PREFIX}${new Date(from).toISOString().slice(0, 16).replace(/[-T]/g, '/').replace(':', '-')}`;
  return { head: `${base}.head.json`, records: `${base}.jsonl.gz` };
}

/** The window whose object a key names; undefined where it is no such key. */
export function windowOfKey(key: string): SealWindow | undefined {
  const [, date, hour, minute] =
    /^audit\/(\d{4}\/\d{2}\/\d{2})\/(\d{2})-(\d{2})\.(?:head\.json|jsonl\.gz)$/.exec(key) ?? [];
  if (date === undefined) return undefined;
  const from = Date.parse(`${date.replaceAll('/', '-')}T${hour}:${minute}:00.000Z`);
  return from === windowOf(from).from ? windowOf(from) : undefined;
}

/** A window as people read it: `2026-11-21T10:05Z`. */
export const nameOfWindow = ({ from }: SealWindow): string => `${new Date(from).toISOString().slice(0, 16)}Z`;

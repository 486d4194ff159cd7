import type { SignedHead } from '../../schemas/sealed-audit.ts';
import { activeTenants, hoursOf } from '../platform/audit/audit-reader.ts';
import { parseHead } from '../platform/audit/head.ts';
import {
  lastClosed,
  nameOfWindow,
  objectKeys,
  type SealWindow,
  windowAfter,
  windowOf,
} from '../platform/audit/windows.ts';
import { type Sealer, sealWindow } from './seal-window.ts';

/** How far back the very first run looks for events that were there before it. */
const FIRST_LOOK_MS = 48 * 3_600_000;

/** What a run has done. */
export interface SealReport {
  readonly windows: number;
  readonly records: number;
  readonly late: number;
  /** Closed windows that wait for the next run, since the time was up. */
  readonly behind: number;
}

/**
 * Seals every closed window that is not sealed, in order, until the time is up.
 *
 * @param hasTime asked before each window
 */
export async function sealDue(sealer: Sealer, hasTime: () => boolean): Promise<SealReport> {
  const until = lastClosed(sealer.now());
  const last = await sealer.bucket.lastSealed();
  let before = last && (await headOf(sealer, last));
  let window = last ? windowAfter(last) : await firstWindow(sealer, until);
  const report = { windows: 0, records: 0, late: 0 };
  while (window.from <= until.from && hasTime()) {
    before = await sealWindow(sealer, window, before);
    report.windows += 1;
    report.records += before.head.count;
    report.late += before.head.late;
    window = windowAfter(window);
  }
  return { ...report, behind: Math.max(0, (until.to - window.from) / (until.to - until.from)) };
}

async function headOf({ bucket }: Sealer, window: SealWindow): Promise<SignedHead> {
  const object = await bucket.object(objectKeys(window).head);
  const head = object && parseHead(object);
  if (head) return head;
  throw new Error(`The head of the window ${nameOfWindow(window)} cannot be read, so none can follow it.`);
}

/** Where the seal begins: with the first hour of the last two days in which something was recorded. */
async function firstWindow({ audit }: Sealer, until: SealWindow): Promise<SealWindow> {
  for (const hour of hoursOf({ from: until.from - FIRST_LOOK_MS, to: until.to })) {
    if ((await activeTenants(audit, hour)).length > 0) return windowOf(Date.parse(`${hour}:00:00.000Z`));
  }
  return until;
}

import type { SignedHead } from '../../schemas/sealed-audit.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { activeTenants, hoursOf } from '../platform/audit/audit-reader.ts';
import { headOf } from '../platform/audit/sealed-records.ts';
import {
  lastClosed,
  nameOfWindow,
  type SealWindow,
  windowAfter,
  windowBefore,
  windowOf,
} from '../platform/audit/windows.ts';
import { decisionToPass } from './passed-windows.ts';
import { passWindow, type Sealer, sealWindow } from './seal-window.ts';
import { UnsealableWindow } from './unsealable-window.ts';

/** How far back the very first run looks for events that were there before it. */
const FIRST_LOOK_MS = 48 * 3_600_000;

/** The result of a run. */
export interface SealReport {
  readonly windows: number;
  readonly records: number;
  readonly late: number;
  /** Windows that were passed by an operator's decision. */
  readonly passed: number;
  /** Closed windows that wait for the next run, since the time was up. */
  readonly behind: number;
}

/**
 * Seals every closed window that is not sealed, in order, until the time is up. A window that cannot be sealed stops the
 * run: its name and the reason are in the log, and the metric AuditWindowFailed counts it.
 *
 * @param hasTime asked before each window and after each segment
 */
export async function sealDue(sealer: Sealer, hasTime: () => boolean): Promise<SealReport> {
  const until = lastClosed(sealer.now());
  let { before, window } = await beginning(sealer, until);
  const report = { windows: 0, records: 0, late: 0, passed: 0 };
  while (window.from <= until.from && hasTime()) {
    const sealed = await sealOne(sealer, window, { before, hasTime });
    if (!sealed) break;
    before = sealed;
    report.windows += 1;
    report.records += sealed.head.count;
    report.late += sealed.head.late;
    report.passed += sealed.head.passed ? 1 : 0;
    window = windowAfter(window);
  }
  return { ...report, behind: Math.max(0, (until.to - window.from) / (until.to - until.from)) };
}

async function sealOne(
  sealer: Sealer,
  window: SealWindow,
  { before, hasTime }: { before: SignedHead | undefined; hasTime: () => boolean },
): Promise<SignedHead | undefined> {
  try {
    const passed = await decisionToPass(sealer.audit, window);
    return passed
      ? await passWindow(sealer, window, { before, passed })
      : await sealWindow(sealer, window, { before, hasTime });
  } catch (error) {
    logger.error('an audit window could not be sealed', {
      window: nameOfWindow(window),
      reason: error instanceof Error ? error.message : String(error),
      passable: error instanceof UnsealableWindow,
    });
    count('AuditWindowFailed');
    throw error;
  }
}

/** The window that comes next and the head before it. A last head that cannot be read makes its window the next. */
async function beginning(
  sealer: Sealer,
  until: SealWindow,
): Promise<{ before: SignedHead | undefined; window: SealWindow }> {
  const { bucket } = sealer;
  const last = await bucket.lastSealed();
  if (!last) return { before: undefined, window: await firstWindow(sealer, until) };
  const head = await headOf(bucket, last);
  if (head) return { before: head, window: windowAfter(last) };
  return { before: await headOf(bucket, windowBefore(last, 1)), window: last };
}

/** The window with which the seal begins: that of the first hour of the last two days in which something was recorded. */
async function firstWindow({ audit }: Sealer, until: SealWindow): Promise<SealWindow> {
  for (const hour of hoursOf({ from: until.from - FIRST_LOOK_MS, to: until.to })) {
    for await (const _tenant of activeTenants(audit, hour)) return windowOf(Date.parse(`${hour}:00:00.000Z`));
  }
  return until;
}

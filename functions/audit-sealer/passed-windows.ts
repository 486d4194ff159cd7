/**
 * Operators' decisions to pass windows that cannot be sealed, in the audit table. Access patterns:
 * - decide: PutItem platform#audit-passed / <window>, once (scripts/audit/pass-command.ts)
 * - look up: Query of the same item, before each window
 */
import * as z from 'zod';
import { passedWindowKey } from '../../schemas/keys.ts';
import { WindowHead } from '../../schemas/sealed-audit.ts';
import { itemAt } from '../platform/audit/audit-reader.ts';
import type { AuditTable } from '../platform/audit/audit-trail.ts';
import { nameOfWindow, type SealWindow } from '../platform/audit/windows.ts';

/** The audited intent of a decision: its call id and time. */
export const PassedWindow = z.object(WindowHead.shape.passed.unwrap().shape);
export type PassedWindow = z.infer<typeof PassedWindow>;

/** The decision to pass a window; undefined if there is no decision. */
export async function decisionToPass(audit: AuditTable, window: SealWindow): Promise<PassedWindow | undefined> {
  const item = await itemAt(audit, passedWindowKey(nameOfWindow(window)));
  return item && PassedWindow.parse(item);
}

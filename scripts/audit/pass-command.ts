import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditTable } from '../../functions/platform/audit/audit-trail.ts';
import { headOf } from '../../functions/platform/audit/sealed-records.ts';
import { lastClosed, nameOfWindow, windowBefore, windowNamed } from '../../functions/platform/audit/windows.ts';
import { passedWindowKey } from '../../schemas/keys.ts';
import { CommandError } from '../command/command-error.ts';
import type { OperatorChanges } from './operator-changes.ts';
import type { SealSource } from './seal-source.ts';

export interface Passing {
  readonly audit: AuditTable;
  readonly source: SealSource;
  readonly changes: OperatorChanges;
  /** Name of the window, `2026-11-21T10:05Z`. */
  readonly window: string;
  readonly now: number;
}

/**
 * Decides that the sealer passes a window which it cannot seal. The decision is an audited change, which a later window
 * seals. The head of the passed window names it and holds no records; its events are sealed as late, an hour later.
 *
 * @throws {CommandError} for a window that is sealed, is not closed, or does not come next
 */
export async function passCommand({ audit, source, changes, window: name, now }: Passing): Promise<string> {
  const window = windowNamed(name);
  if (!window) throw new CommandError(`"${name}" is not a window: write it as the log of the sealer names it.`);
  if (window.from > lastClosed(now).from) throw new CommandError(`The window ${name} is not closed yet.`);
  if (await headOf(source, window)) throw new CommandError(`The window ${name} is sealed.`);
  const before = windowBefore(window, 1);
  if (!(await headOf(source, before)))
    throw new CommandError(`The window ${nameOfWindow(before)} comes first: it is not sealed either.`);
  const change = { operation: 'audit/pass' as const, target: name, before: { sealed: false }, after: { passed: true } };
  await changes.audited(change, async (intent) => {
    const Item = { ...passedWindowKey(name), ...intent };
    await audit.client.send(new PutCommand({ TableName: audit.table, Item }));
    return { result: undefined };
  });
  return `The next run of the sealer passes the window ${name}. Its events are sealed as late, an hour later.`;
}

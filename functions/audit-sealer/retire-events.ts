/**
 * Takes events out of the audit table once they are sealed and old enough. Access patterns:
 * - how far it has come: Query and PutItem of platform#audit-retired / retired
 * - events of a window: audit-reader.ts, paired with the seal; DeleteItem of each one that is sealed
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AUDIT_RETIRED_KEY } from '../../schemas/keys.ts';
import type { SealedEvent } from '../../schemas/sealed-audit.ts';
import { mapAtOnce } from '../core/at-once.ts';
import { logger } from '../core/logging/logger.ts';
import { count } from '../core/logging/metrics.ts';
import { type AuditTable, auditKey } from '../platform/audit/audit-trail.ts';
import { pairedEvents } from '../platform/audit/paired-events.ts';
import { type Retired, readRetired } from '../platform/audit/retired.ts';
import { headOf } from '../platform/audit/sealed-records.ts';
import { nameOfWindow, type SealWindow, windowAfter, windowOf } from '../platform/audit/windows.ts';
import type { SealedBucket } from './sealed-bucket.ts';

export interface Retirement {
  readonly audit: AuditTable;
  readonly bucket: SealedBucket;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Age at which events leave the table. */
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
/** Events that are deleted at once. */
const AT_ONCE = 32;

/**
 * Deletes sealed events of windows that are older than the stage keeps them, window by window, until the time is up. An
 * event that no seal has stays, and its window is named in the log.
 *
 * @returns number of events that left the table
 */
export async function retireEvents(retirement: Retirement, hasTime: () => boolean): Promise<number> {
  const { audit, bucket, now, keepDays } = retirement;
  const oldest = now() - keepDays * DAY_MS;
  const first = await firstWindow(retirement);
  let events = 0;
  for (let window = first; window && window.to <= oldest && hasTime(); window = windowAfter(window)) {
    if (!(await headOf(bucket, window))) break;
    // Readers turn to the seal before the first event leaves; a run that is cut off is repeated from this window.
    await note(audit, { until: window.to, done: window.from });
    events += await retireWindow(retirement, window);
    await note(audit, { until: window.to, done: window.to });
  }
  if (events > 0) count('AuditEventsRetired', events);
  return events;
}

async function firstWindow({ audit, bucket }: Retirement): Promise<SealWindow | undefined> {
  const retired = await readRetired(audit);
  return retired ? windowOf(retired.done) : bucket.firstSealed();
}

async function retireWindow({ audit, bucket }: Retirement, window: SealWindow): Promise<number> {
  let retired = 0;
  let kept = 0;
  let chunk: SealedEvent[] = [];
  const flush = async () => {
    await mapAtOnce(chunk, AT_ONCE, (event) =>
      audit.client.send(new DeleteCommand({ TableName: audit.table, Key: auditKey(event) })),
    );
    retired += chunk.length;
    chunk = [];
  };
  for await (const { left: inTable, right: sealed } of pairedEvents(audit, bucket, window)) {
    if (inTable && !sealed) kept += 1;
    if (inTable && sealed && chunk.push(inTable) === 4 * AT_ONCE) await flush();
  }
  await flush();
  if (kept > 0)
    logger.error('events that are not sealed stay in the audit table', { window: nameOfWindow(window), kept });
  return retired;
}

async function note({ client, table }: AuditTable, retired: Retired): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...AUDIT_RETIRED_KEY, ...retired } }));
}

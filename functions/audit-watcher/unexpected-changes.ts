import * as z from 'zod';
import { AUDIT_RETIRED_KEY, auditActiveKey, passedWindowKey } from '../../schemas/keys.ts';
import { GRACE_MS, LATE_LOOKS_MS, WINDOW_MS } from '../../schemas/sealed-audit.ts';

const Text = z.object({ S: z.string() }).transform(({ S }) => S);

/** Records of the table's stream, as Lambda passes them (DynamoDB Developer Guide, "Streams and Lambda triggers"). */
const StreamRecords = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        /** Unix seconds. */
        ApproximateCreationDateTime: z.number(),
        Keys: z.object({ pk: Text, sk: Text }),
      }),
    }),
  ),
});
type StreamRecord = z.infer<typeof StreamRecords>['Records'][number];

const HOUR_MS = 3_600_000;
/**
 * Age at which an event is sealed, if it ever is: that of the last look for late events, with an hour for runs that were
 * behind. Events leave the table after two days at the earliest.
 */
const SEALED_AFTER_MS = (LATE_LOOKS_MS.at(-1) ?? 0) + WINDOW_MS + GRACE_MS + HOUR_MS;

/** One item of the audit, and what happened to it. */
export interface AuditItemChange {
  readonly change: 'MODIFY' | 'REMOVE';
  readonly pk: string;
  readonly sk: string;
}

/**
 * The items of the audit that a batch of the table's stream changes or removes before they are sealed. The platform does
 * neither; an operator who erases a person changes events.
 *
 * @throws {Error} if the event holds no records of a stream
 */
export function unexpectedChanges(event: unknown): AuditItemChange[] {
  return StreamRecords.parse(event).Records.flatMap(({ eventName, dynamodb }) =>
    eventName !== 'INSERT' && isUnexpected(eventName, dynamodb) ? [{ change: eventName, ...dynamodb.Keys }] : [],
  );
}

function isUnexpected(
  change: AuditItemChange['change'],
  { Keys, ApproximateCreationDateTime }: StreamRecord['dynamodb'],
): boolean {
  // The sealer moves this mark forward as events leave the table.
  if (change === 'MODIFY' && Keys.pk === AUDIT_RETIRED_KEY.pk && Keys.sk === AUDIT_RETIRED_KEY.sk) return false;
  const about = momentOf(Keys);
  return about === undefined || ApproximateCreationDateTime * 1000 - about < SEALED_AFTER_MS;
}

const ACTIVE = auditActiveKey('', '').pk;
const PASSED = passedWindowKey('').pk;

/** The end of the time that an item is about, Unix milliseconds; undefined if its key names none. */
function momentOf({ pk, sk }: { pk: string; sk: string }): number | undefined {
  const named = pk.startsWith(ACTIVE)
    ? Date.parse(`${pk.slice(ACTIVE.length)}:00:00.000Z`) + HOUR_MS
    : Date.parse(pk === PASSED ? sk.replace('Z', ':00.000Z') : (sk.split('#')[0] ?? ''));
  return Number.isNaN(named) ? undefined : named;
}

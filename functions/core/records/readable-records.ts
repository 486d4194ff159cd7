import type * as z from 'zod';
import { logger } from '../logging/logger.ts';
import { count } from '../logging/metrics.ts';

/** An item as it was read from a table. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** What the caller knows about an item besides its content. */
export interface RecordOrigin<Shape> {
  /** Kind of the record for the log, such as `tool` or `api-key`. */
  readonly kind: string;
  /** Checks that the record is stored under the right key. Default: no check. */
  readonly belongs?: (record: Shape, item: StoredItem) => boolean;
}

/**
 * The record in an item, if the item keeps its contract. An item that does not is reported and counts as absent: a
 * request that needs it is refused, and all others go on. The report is a log line with the kind, a sort key without
 * ids of people and the paths of the faults, never with a value; and the metric `RecordUnreadable`, which has an alarm.
 */
export function readableRecord<Shape>(
  schema: z.ZodType<Shape>,
  item: StoredItem,
  { kind, belongs = () => true }: RecordOrigin<Shape>,
): Shape | undefined {
  const { pk: _pk, sk: _sk, ...fields } = item;
  const { success, data, error } = schema.safeParse(fields);
  if (success && belongs(data, item)) return data;
  const faults = error?.issues.map(({ path, code }) => `${path.join('.') || 'record'}: ${code}`) ?? ['key: mismatch'];
  logger.error('a record breaks its contract and is left out', { kind, record: nameOf(item), faults });
  count('RecordUnreadable');
  return undefined;
}

/** The records of the items that keep the contract, in the same order. */
export function readableRecords<Shape>(
  schema: z.ZodType<Shape>,
  items: readonly StoredItem[],
  origin: RecordOrigin<Shape>,
): Shape[] {
  return items.flatMap((item) => readableRecord(schema, item, origin) ?? []);
}

/** Sort keys that name a record of the platform. Other sort keys may hold the id of a person. */
const NAMES_A_THING = /^(tool|resource|template|prompt|bundle|plan|policy|role|grant|list)#/;

function nameOf({ sk }: StoredItem): string {
  const key = String(sk);
  return NAMES_A_THING.test(key) ? key : `${key.split('#')[0]}#…`;
}

import type * as z from 'zod';
import { logger } from '../logging/logger.ts';
import { count } from '../logging/metrics.ts';

/** An item of a table, as it was read. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** What is known of an item beside its content. */
export interface RecordOrigin<Shape> {
  /** What the record is, such as `tool` or `api-key`; names it in the log. */
  readonly kind: string;
  /** Whether the record stands under the right key. Default: it does. */
  readonly belongs?: (record: Shape, item: StoredItem) => boolean;
}

/**
 * A record of the platform's, if the item keeps the contract. One that does not is reported, and counts as absent: a
 * request that needs it is refused, and all others go on. The report is a log line with the kind, a sort key that holds
 * no person's id, and the places of the faults, never a value; and the metric `RecordUnreadable`, which has an alarm.
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

/** Those items that keep the contract, in their order. */
export function readableRecords<Shape>(
  schema: z.ZodType<Shape>,
  items: readonly StoredItem[],
  origin: RecordOrigin<Shape>,
): Shape[] {
  return items.flatMap((item) => readableRecord(schema, item, origin) ?? []);
}

/** Kinds of sort keys that name a thing of the platform; others may hold the id of a person. */
const NAMES_A_THING = /^(tool|resource|template|prompt|bundle|plan|policy|role|grant|list)#/;

function nameOf({ sk }: StoredItem): string {
  const key = String(sk);
  return NAMES_A_THING.test(key) ? key : `${key.split('#')[0]}#…`;
}

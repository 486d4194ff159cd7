/**
 * Outcomes found by the indexes of the audit table. Access patterns:
 * - by correlation id: Query of its partition
 * - by principal, subject or target: Query of the 16 partitions of each day, from the newest day to the oldest
 * - the events themselves: BatchGetItem of the keys that an index gives
 *
 * Indexes are eventually consistent: an outcome may be missing for a moment. Intents are in no index.
 */
import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { AUDIT_INDEXES, AUDIT_SHARDS, type AuditIndex, auditIndexPartition } from '../../../schemas/keys.ts';
import type { SealedEvent } from '../../../schemas/sealed-audit.ts';
import { itemsOf, readableEvent, type Span, sortKeysOf } from './audit-reader.ts';
import type { AuditTable } from './audit-trail.ts';
import { mergeOrdered } from './ordered-streams.ts';

/** Key of an event in the table. */
interface EventKey {
  readonly pk: string;
  readonly sk: string;
}

export interface IndexQuestion extends Span {
  readonly index: AuditIndex;
  /** Correlation id, principal or target. */
  readonly value: string;
  /** Number of events that the consumer is likely to take. */
  readonly likely: number;
}

const DAY_MS = 86_400_000;
/** Keys that one BatchGetItem takes. */
const MOST_KEYS = 100;

/** Outcomes with a correlation id, principal, subject or target in a span, from the newest to the oldest. */
export async function* indexedEvents(audit: AuditTable, question: IndexQuestion): AsyncGenerator<SealedEvent> {
  const chunkSize = Math.min(MOST_KEYS, question.likely + 1);
  let chunk: EventKey[] = [];
  for await (const key of keysOf(audit, question)) {
    if (chunk.push(key) < chunkSize) continue;
    yield* await eventsAt(audit, chunk);
    chunk = [];
  }
  yield* await eventsAt(audit, chunk);
}

async function* keysOf(audit: AuditTable, question: IndexQuestion): AsyncGenerator<EventKey> {
  const { index, value, from, to, likely } = question;
  if (index === 'correlation') {
    yield* keysIn(audit, question, { partition: value, limit: likely + 1 });
    return;
  }
  const limit = Math.ceil((2 * (likely + 1)) / AUDIT_SHARDS);
  for (let day = Math.floor((to - 1) / DAY_MS) * DAY_MS; day > from - DAY_MS; day -= DAY_MS) {
    const name = new Date(day).toISOString().slice(0, 10);
    const shards = Array.from({ length: AUDIT_SHARDS }, (_, shard) =>
      keysIn(audit, question, { partition: auditIndexPartition(value, name, shard), limit }),
    );
    yield* mergeOrdered(shards, (a, b) => (a.sk < b.sk ? 1 : a.sk > b.sk ? -1 : 0));
  }
}

async function* keysIn(
  audit: AuditTable,
  { index, ...span }: IndexQuestion,
  { partition, limit }: { partition: string; limit: number },
): AsyncGenerator<EventKey> {
  const items = itemsOf(audit, {
    IndexName: AUDIT_INDEXES[index].index,
    KeyConditionExpression: '#key = :key AND sk BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#key': AUDIT_INDEXES[index].attribute },
    ExpressionAttributeValues: { ':key': partition, ...sortKeysOf(span) },
    ScanIndexForward: false,
    Limit: Math.min(MOST_KEYS, limit),
  });
  for await (const { pk, sk } of items) yield { pk: String(pk), sk: String(sk) };
}

/** The events at some keys, in the order of the keys; one that has left the table since is left out. */
async function eventsAt({ client, table }: AuditTable, keys: readonly EventKey[]): Promise<SealedEvent[]> {
  const found = new Map<string, SealedEvent>();
  let wanted: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  while (wanted.length > 0) {
    const answer: BatchGetCommandOutput = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      const event = readableEvent(item);
      if (event) found.set(nameOf(item), event);
    }
    wanted = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return keys.flatMap((key) => found.get(nameOf(key)) ?? []);
}

const nameOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }) => `${pk} ${sk}`;

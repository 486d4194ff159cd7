/**
 * When a principal last wrote on a subject, such as a subscription: a later write ends the records of earlier ones, so that a
 * repeat is not answered with the past. Access patterns:
 * - note: UpdateItem for each subject after a write, conditional on its being later
 * - ask: GetItem for each subject, consistent; only if a repeat without a key found a completed record
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Outcome } from '../../../schemas/invocation.ts';
import { writeSubjectKey } from '../../../schemas/keys.ts';
import type { WriteSubject } from '../../../schemas/tool-definition.ts';
import { sharedNow } from '../../core/aws/shared-clock.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { isObject } from '../../core/json/schema-property.ts';
import { logger } from '../../core/logging/logger.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';

/** Longer than any record without a key is kept. */
const KEEP_SECONDS = 2 * 24 * 3600;
/** Subjects of one write that are noted; a write on more has no subject. */
const MOST_SUBJECTS = 25;

/** A write that has ended, and whose it is. */
export interface EndedWrite {
  readonly tenant: string;
  readonly principal: string;
  /** Absent if the tool names no subject. */
  readonly subject: WriteSubject | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
}

/**
 * The keys of a write's subjects: one for each combination of the values at its paths. A path that is no argument is read
 * from the answer. Texts are compared without regard to case and space around them.
 *
 * @returns no key if the write was not executed, or if a path has no value
 */
function subjectsOf({ tenant, principal, subject, arguments: args, outcome }: EndedWrite): ItemKey[] {
  if (!subject || outcome.status !== 'ok') return [];
  let combinations: unknown[][] = [[]];
  for (const path of subject.paths) {
    const given = valuesAt(args, path.split('.'));
    const found = given.length > 0 ? given : valuesAt(outcome.structuredContent, path.split('.'));
    const values = [...new Set(found.map(plain))];
    combinations = combinations.flatMap((before) => values.map((value) => [...before, value]));
  }
  if (combinations.length > MOST_SUBJECTS) return [];
  return combinations.map((values) => writeSubjectKey(tenant, principal, hashOf([subject.name, ...values])));
}

/**
 * Notes an executed write on its subjects. Without the note, a repeat of an earlier write is answered as a replay.
 *
 * @param noted the id of the call, and when it began (Unix milliseconds, in shared time)
 */
export async function noteWrite(
  state: StateTable,
  write: EndedWrite,
  noted: { by: string; startedAt: number },
): Promise<void> {
  try {
    await Promise.all(subjectsOf(write).map((subject) => note(state, subject, noted)));
  } catch (error) {
    logger.error('a write could not be noted on its subject', { error: String(error) });
  }
}

async function note({ client, table }: StateTable, Key: ItemKey, { by, startedAt }: { by: string; startedAt: number }) {
  try {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key,
        UpdateExpression: 'SET startedAt = :at, #by = :by, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(startedAt) OR startedAt < :at',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: {
          ':at': startedAt,
          ':by': by,
          ':expiresAt': Math.floor(sharedNow() / 1000) + KEEP_SECONDS,
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Whether another write on one of its subjects began when this one had ended (Unix milliseconds, in shared time). */
export async function isOverwritten(
  { client, table }: StateTable,
  write: EndedWrite,
  { by, endedAt }: { by: string; endedAt: number },
): Promise<boolean> {
  const items = await Promise.all(
    subjectsOf(write).map((Key) => client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))),
  );
  return items.some(({ Item }) => Item !== undefined && Item.by !== by && Number(Item.startedAt) >= endedAt);
}

/** The values at a path; a list on the way stands for each of its items. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined || value === null ? [] : [value];
  return isObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : [];
}

const plain = (value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value);

/**
 * When a principal last wrote on a subject, such as a subscription: a later write ends the records of earlier ones, so that a
 * repeat is not answered with the past. Access patterns:
 * - note: UpdateItem for each subject after a write, conditional on its being later
 * - ask: GetItem for each subject, consistent; only if a repeat without a key found a completed record
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { writeSubjectKey } from '../../../schemas/keys.ts';
import type { WriteSubject } from '../../../schemas/tool-definition.ts';
import { sharedNow } from '../../core/aws/shared-clock.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { isObject } from '../../core/json/schema-property.ts';
import type { ItemKey, StateTable } from '../../core/state-table/state-table.ts';

/** Longer than any record without a key is kept. */
const KEEP_SECONDS = 2 * 24 * 3600;
/** Subjects of one write that are noted; a write on more has no subject. */
const MOST_SUBJECTS = 25;

interface Written {
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The answer of the write; a path that is no argument is read from it. */
  readonly answer: unknown;
}

/**
 * The keys of a write's subjects: one for each combination of the values at its paths. Texts are compared without regard to
 * case and space around them.
 *
 * @returns none if a path has no value
 */
export function subjectsOf(
  { tenant, principal }: { tenant: string; principal: string },
  { name, paths }: WriteSubject,
  { arguments: args, answer }: Written,
): ItemKey[] {
  let combinations: unknown[][] = [[]];
  for (const path of paths) {
    const given = valuesAt(args, path.split('.'));
    const values = [...new Set((given.length > 0 ? given : valuesAt(answer, path.split('.'))).map(plain))];
    combinations = combinations.flatMap((before) => values.map((value) => [...before, value]));
  }
  if (combinations.length > MOST_SUBJECTS) return [];
  return combinations.map((values) => writeSubjectKey(tenant, principal, hashOf([name, ...values])));
}

/** A write: the id of its call, and when it began (Unix milliseconds, in shared time). */
export interface NotedWrite {
  readonly by: string;
  readonly startedAt: number;
}

export async function noteWrite({ client, table }: StateTable, subjects: ItemKey[], write: NotedWrite): Promise<void> {
  await Promise.all(
    subjects.map(async (Key) => {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET startedAt = :at, #by = :by, expiresAt = :expiresAt',
            ConditionExpression: 'attribute_not_exists(startedAt) OR startedAt < :at',
            ExpressionAttributeNames: { '#by': 'by' },
            ExpressionAttributeValues: {
              ':at': write.startedAt,
              ':by': write.by,
              ':expiresAt': Math.floor(sharedNow() / 1000) + KEEP_SECONDS,
            },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }),
  );
}

/** Whether another write on one of the subjects began when this one had ended (Unix milliseconds, in shared time). */
export async function isWrittenSince(
  { client, table }: StateTable,
  subjects: ItemKey[],
  { by, endedAt }: { by: string; endedAt: number },
): Promise<boolean> {
  const items = await Promise.all(
    subjects.map((Key) => client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))),
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

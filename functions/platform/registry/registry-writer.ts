/**
 * The registry table, written. Every change and the rise of the epoch are one transaction, so that no reader sees one
 * without the other. Used by the seeder and by operators' commands.
 */
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { CATALOGUE_PK, EPOCH_KEY, toolSk } from '../../../schemas/keys.ts';
import type { ToolStatus } from '../../../schemas/registry-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Epochs } from './catalogue.ts';
import type { RegistryTable } from './catalogue-repository.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
export type ChangedKind = Exclude<keyof Epochs, 'epoch'>;

/** Items of one transaction; DynamoDB allows 100, one is the epoch. */
const MOST_ITEMS = 99;

/** Writes changes in as few transactions as fit, each with its rise of the epoch. */
export async function writeChanges(
  registry: RegistryTable,
  items: TransactItem[],
  kinds: ChangedKind[],
): Promise<void> {
  for (let start = 0; start < items.length; start += MOST_ITEMS) {
    await registry.client.send(
      new TransactWriteCommand({
        TransactItems: [...items.slice(start, start + MOST_ITEMS), raiseEpoch(registry.table, kinds)],
      }),
    );
  }
}

function raiseEpoch(table: string, kinds: ChangedKind[]): TransactItem {
  const counters = ['epoch', ...new Set(kinds)];
  return {
    Update: {
      TableName: table,
      Key: EPOCH_KEY,
      UpdateExpression: `ADD ${counters.map((counter) => `#${counter} :one`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(counters.map((counter) => [`#${counter}`, counter])),
      ExpressionAttributeValues: { ':one': 1 },
    },
  };
}

/**
 * Switches one version of a tool on, off or to deprecated; live on the next request.
 * @throws {ManifoldError} E3001 if the registry has no such version
 */
export async function setToolStatus(
  registry: RegistryTable,
  tool: { name: string; version: string; status: ToolStatus },
): Promise<void> {
  const change: TransactItem = {
    Update: {
      TableName: registry.table,
      Key: { pk: CATALOGUE_PK, sk: toolSk(tool.name, tool.version) },
      UpdateExpression: 'SET #status = :status, updatedAt = :now REMOVE removedAt',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': tool.status, ':now': new Date().toISOString() },
    },
  };
  try {
    await writeChanges(registry, [change], ['tools']);
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TransactionCanceledException') {
      throw new ManifoldError('E3001', `The registry has no tool "${tool.name}" in version ${tool.version}.`, {
        cause,
      });
    }
    throw cause;
  }
}

import { paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { claimKey, reissueKey } from '../../../schemas/keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';

/** Parts of the partition keys of idempotency records. */
const PREFIXES = [claimKey('', '', '').pk, reissueKey('', '', '').pk];

/**
 * Ends the deadlines of writes that have no result, as if their time had passed. A retry then takes such a write as
 * abandoned, so that tests do not wait for a deadline.
 */
export async function endDeadlines(): Promise<void> {
  const client = operatorTables(endpoints());
  const TableName = endpoints().tables.state ?? '';
  const records = {
    TableName,
    FilterExpression: 'attribute_exists(deadline) AND attribute_not_exists(#outcome)',
    ExpressionAttributeNames: { '#outcome': 'outcome' },
  };
  try {
    for await (const { Items = [] } of paginateScan({ client }, records)) {
      for (const { pk, sk } of Items.filter(({ pk }) => PREFIXES.some((prefix) => String(pk).includes(prefix)))) {
        await client.send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression: 'SET deadline = :past',
            ConditionExpression: 'attribute_exists(deadline)',
            ExpressionAttributeValues: { ':past': 0 },
          }),
        );
      }
    }
  } finally {
    client.destroy();
  }
}

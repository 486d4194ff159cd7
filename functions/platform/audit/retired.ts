import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AUDIT_RETIRED_KEY } from '../../../schemas/keys.ts';
import type { AuditTable } from './audit-trail.ts';

/** How far events have left the audit table; Unix milliseconds. */
export const Retired = z.object({
  /** Events before this moment are read from the sealed copy. */
  until: z.number(),
  /** Sealed events before this moment have left the table. */
  done: z.number(),
});
export type Retired = z.infer<typeof Retired>;

/** How far events have left the table; undefined if none has. A role that may Query the table needs no other right. */
export async function readRetired({ client, table }: AuditTable): Promise<Retired | undefined> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': AUDIT_RETIRED_KEY.pk, ':sk': AUDIT_RETIRED_KEY.sk },
      ConsistentRead: true,
    }),
  );
  return Items[0] && Retired.parse(Items[0]);
}

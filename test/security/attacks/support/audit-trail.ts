import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { hoursOf, itemsOf } from '../../../../functions/platform/audit/audit-reader.ts';
import { AUDIT_SHARDS, auditPartition } from '../../../../schemas/keys.ts';
import { endpoints } from '../../../cloud/endpoints.ts';
import { operatorTables } from '../../../cloud/registry.ts';

type Item = Record<string, unknown>;

/** The audit table of the cloud under attack, as an operator reads it. */
export function auditTrailOfCloud() {
  const client = operatorTables(endpoints());
  const tableNamed = (name: string) => ({ client, table: endpoints().tables[name] ?? '' });
  /** Items with a given attribute value. The table filters, because other tests have left many items. */
  const items = async (attribute: string, operator: '=' | '>=', value: string): Promise<Item[]> => {
    const found: Item[] = [];
    const scan = {
      TableName: tableNamed('audit').table,
      FilterExpression: `#attribute ${operator} :value`,
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    };
    for await (const { Items = [] } of paginateScan({ client }, scan)) for (const item of Items) found.push(item);
    return found;
  };
  /** Items of a tenant from an instant on (ISO 8601), by Query: the table is large, and a test that asks often would wait. */
  async function ofTenantSince(tenant: string, instant: string): Promise<Item[]> {
    const hours = [...hoursOf({ from: Date.parse(instant), to: Date.now() + 1 })];
    const shards = Array.from({ length: AUDIT_SHARDS }, (_, shard) => shard);
    const partitions = hours.flatMap((hour) => shards.map((shard) => auditPartition(tenant, hour, shard)));
    const found: Item[] = [];
    for (const pk of partitions) {
      const query = {
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': pk, ':from': instant },
      };
      for await (const item of itemsOf(tableNamed('audit'), query)) found.push(item);
    }
    return found;
  }
  return {
    audit: tableNamed('audit'),
    ofTenantSince,
    identity: tableNamed('identity'),
    ofTenant: (tenant: string) => items('tenant', '=', tenant),
    /** Events from an instant on (ISO 8601). */
    since: (instant: string) => items('at', '>=', instant),
    close: () => client.destroy(),
  };
}

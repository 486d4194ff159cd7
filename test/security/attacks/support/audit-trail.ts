import { paginateScan } from '@aws-sdk/lib-dynamodb';
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
    for await (const page of paginateScan({ client }, scan)) found.push(...(page.Items ?? []));
    return found;
  };
  return {
    audit: tableNamed('audit'),
    identity: tableNamed('identity'),
    ofTenant: (tenant: string) => items('tenant', '=', tenant),
    /** Events from an instant on (ISO 8601). */
    since: (instant: string) => items('at', '>=', instant),
    close: () => client.destroy(),
  };
}

import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { endpoints } from '../../../cloud/endpoints.ts';
import { operatorTables } from '../../../cloud/registry.ts';

type Item = Record<string, unknown>;

/** The audit table of the cloud under attack, as an operator reads it. */
export function auditTrailOfCloud() {
  const client = operatorTables(endpoints());
  const tableNamed = (name: string) => ({ client, table: endpoints().tables[name] ?? '' });
  const all = async (): Promise<Item[]> => {
    const items: Item[] = [];
    for await (const page of paginateScan({ client }, { TableName: tableNamed('audit').table })) {
      items.push(...(page.Items ?? []));
    }
    return items;
  };
  return {
    audit: tableNamed('audit'),
    identity: tableNamed('identity'),
    /** Every event, and the records of which tenant has events. */
    all,
    /** What is there now that was not before; call it with what `all` gave. */
    async since(before: readonly Item[]): Promise<Item[]> {
      const known = new Set(before.map(({ pk, sk }) => `${pk} ${sk}`));
      return (await all()).filter(({ pk, sk, phase }) => phase !== undefined && !known.has(`${pk} ${sk}`));
    },
    close: () => client.destroy(),
  };
}

import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { endpoints } from '../../../cloud/endpoints.ts';
import { operatorTables } from '../../../cloud/registry.ts';

/**
 * Every item of some tables of the platform as text; binary values as their bytes.
 *
 * @param kind of items, the second part of their partition key; all kinds if left out
 */
export async function readableTables(names = Object.keys(endpoints().tables), kind?: string): Promise<string> {
  const client = operatorTables(endpoints());
  const found: string[] = [];
  try {
    for (const name of names) {
      for await (const page of paginateScan({ client }, { TableName: endpoints().tables[name] })) {
        for (const item of page.Items ?? []) {
          if (kind === undefined || String(item.pk).split('#')[1] === kind)
            found.push(JSON.stringify(item, bytesAsText));
        }
      }
    }
  } finally {
    client.destroy();
  }
  return found.join('\n');
}

const bytesAsText = (_name: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;

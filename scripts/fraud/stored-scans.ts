/** The scans of a tenant that the family has stored, with the final decisions of reviewers as labels. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Alert, ScanLine } from '../../functions/families/fraud/store/records.ts';
import type { Table } from '../command/connect.ts';
import type { Labelled } from './replay.ts';

/** Reads the whole table, since scans are listed for one person at a time only. In the order of time. */
export async function storedScans({ client, table }: Table, tenant: string): Promise<Labelled[]> {
  const prefix = `${tenant}#user#`;
  const lines: { customer: string; line: ScanLine }[] = [];
  const labels = new Map<string, boolean>();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(pk, :prefix) AND (begins_with(sk, :scan) OR begins_with(sk, :alert))',
        ExpressionAttributeValues: { ':prefix': prefix, ':scan': 'scan#', ':alert': 'alert#' },
        ExclusiveStartKey,
      }),
    );
    for (const item of page.Items ?? []) {
      const customer = String(item.pk).slice(prefix.length);
      if (String(item.sk).startsWith('scan#')) lines.push({ customer, line: item as ScanLine });
      else noteLabel(labels, customer, item as Alert);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return lines
    .flatMap(({ customer, line: { transaction, transactionId } }) =>
      transaction ? [{ customer, transaction, fraud: labels.get(`${customer}\n${transactionId}`) }] : [],
    )
    .sort((one, other) => one.transaction.at - other.transaction.at);
}

function noteLabel(labels: Map<string, boolean>, customer: string, { transactionId, status }: Alert): void {
  if (status === 'approved' || status === 'declined')
    labels.set(`${customer}\n${transactionId}`, status === 'declined');
}

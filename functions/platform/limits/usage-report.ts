/** Usage for billing and dashboards. For operators: a Query of one tenant's day, or a Scan for all tenants. */
import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { agentOf } from '../../../schemas/agents.ts';
import { usageKey } from '../../../schemas/keys.ts';
import type { UsageTable } from './usage-repository.ts';

/** Calls of one tool by one principal under one tier on one day, UTC: those that were made, and those that were refused. */
export interface UsageRow {
  day: string;
  tenant: string;
  principal: string;
  tool: string;
  tier: string;
  calls: number;
  refused: number;
}

/** All usage of a day (`2026-11-21`), of one tenant or of all; in a stable order. */
export async function usageOn(
  usage: UsageTable,
  { day, tenant }: { day: string; tenant?: string },
): Promise<UsageRow[]> {
  const rows: UsageRow[] = [];
  const config = { client: usage.client };
  const suffix = usageKey('', day, '').pk;
  const pages =
    tenant === undefined
      ? paginateScan(config, {
          TableName: usage.table,
          FilterExpression: 'contains(pk, :suffix)',
          ExpressionAttributeValues: { ':suffix': suffix },
        })
      : paginateQuery(config, {
          TableName: usage.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': usageKey(tenant, day, '').pk },
        });
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      if (!String(item.pk).endsWith(suffix)) continue;
      for (const row of usageRowsOf(item, day)) rows.push(row);
    }
  }
  const order = ({ tenant, principal, tool, tier }: UsageRow) => JSON.stringify([tenant, principal, tool, tier]);
  return rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The rows in one item of the usage table: the day of an owner, and of each of its agents. */
export function usageRowsOf(item: Record<string, unknown>, day: string): UsageRow[] {
  const tenant = String(item.pk).slice(0, -usageKey('', day, '').pk.length);
  const owner = String(item.sk);
  const rows = new Map<string, UsageRow>();
  for (const [attribute, count] of Object.entries(item)) {
    const [, kind, tool, tier, path] = /^(billed|refused)\|([^|]+)\|([^|]+)(?:\|(.+))?$/.exec(attribute) ?? [];
    if (tool === undefined || tier === undefined) continue;
    const principal = path === undefined ? owner : agentOf(tenant, owner, path);
    const key = JSON.stringify([tool, tier, path]);
    const row = rows.get(key) ?? { day, tenant, principal, tool, tier, calls: 0, refused: 0 };
    rows.set(key, { ...row, [kind === 'billed' ? 'calls' : 'refused']: Number(count) });
  }
  return [...rows.values()].filter(({ calls, refused }) => calls > 0 || refused > 0);
}

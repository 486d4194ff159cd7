import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { StateTable } from '../../functions/core/state-table/state-table.ts';

/** Contents of the response cache of a stage, by its state table. */
export interface CacheStats {
  /** Numbers of responses by their age, and the bytes of those that have not ended. */
  fresh: number;
  stale: number;
  ended: number;
  bytes: number;
  /** Responses that are being fetched now. */
  leased: number;
  /** How often responses were made void, by tool, event or principal, the most frequent first. */
  invalidations: { what: string; times: number }[];
}

const TENANT_SCOPED = /^(.+)#cache-generation#(tool|principal|event)#(.+)$/;

/** Reads the whole table, so it is for operators alone; hit rates are metrics, which cost nothing to read. */
export async function readStats({ client, table }: StateTable, now = Date.now()): Promise<CacheStats> {
  const stats: CacheStats = { fresh: 0, stale: 0, ended: 0, bytes: 0, leased: 0, invalidations: [] };
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: 'sk IN (:answer, :generation)',
      ExpressionAttributeValues: { ':answer': 'answer', ':generation': 'generation' },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      if (item.sk === 'answer') count(stats, item, now);
      else stats.invalidations.push({ what: nameOf(String(item.pk)), times: Number(item.generation) });
    }
  }
  stats.invalidations.sort((one, other) => other.times - one.times || (one.what < other.what ? -1 : 1));
  return stats;
}

function count(stats: CacheStats, item: Record<string, unknown>, now: number): void {
  const { freshUntil = 0, keptUntil = freshUntil, leaseUntil = 0 } = item as Record<string, number | undefined>;
  if (leaseUntil > now) stats.leased += 1;
  if (!(item.sealed instanceof Uint8Array)) return;
  if (keptUntil <= now) stats.ended += 1;
  else {
    stats[freshUntil > now ? 'fresh' : 'stale'] += 1;
    stats.bytes += item.sealed.byteLength;
  }
}

function nameOf(pk: string): string {
  const [, owner, kind, name] = TENANT_SCOPED.exec(pk) ?? [];
  return kind === 'principal' ? `principal ${name} of ${owner}` : `${kind} ${name}`;
}

/** The numbers in sentences. */
export function describeStats({ fresh, stale, ended, bytes, leased, invalidations }: CacheStats): string {
  const made = invalidations.map(({ what, times }) => `  ${what}: ${times}`);
  return [
    `Answers in the state table: ${fresh} fresh, ${stale} stale (${bytes} bytes), ${ended} ended and not yet deleted.`,
    'Those made void are among them until they end. A stage with Valkey keeps its answers there.',
    `Being got now: ${leased}.`,
    ...(made.length === 0 ? ['Nothing was ever made void.'] : ['Made void, times:', ...made]),
  ].join('\n');
}

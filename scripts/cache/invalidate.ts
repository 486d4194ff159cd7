import type { Change } from '../../functions/platform/audit/changes.ts';
import { bumpGeneration } from '../../functions/platform/cache/generations.ts';
import type { CacheScope } from '../../functions/platform/cache/response-cache.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import { ArgumentError } from '../command/command-error.ts';

/** The responses to make void: exactly one of `tool`, `event` and `principal`. */
export interface Chosen {
  tool?: string | undefined;
  event?: string | undefined;
  principal?: string | undefined;
  tenant?: string | undefined;
}

/**
 * Makes cached responses void from the next call on.
 *
 * @param connect called after the options are checked
 * @throws {ArgumentError} if the options do not say which responses
 */
export async function invalidate(connect: () => AuditedTable, chosen: Chosen): Promise<string> {
  const { scope, words } = scopeOf(chosen);
  const { client, table, changes } = connect();
  try {
    await changes.audited(changeOf(scope), async () => ({
      result: await bumpGeneration({ client, table }, scope),
    }));
  } finally {
    client.destroy();
  }
  return `Answers ${words} are void from the next call on.`;
}

function changeOf(scope: CacheScope): Change {
  const about = { operation: 'cache/invalidate' as const, before: {}, after: { void: scope.kind } };
  switch (scope.kind) {
    case 'tool':
      return { ...about, target: scope.tool };
    case 'event':
      return { ...about, target: scope.event };
    case 'principal':
      return { ...about, target: scope.tenant, tenant: scope.tenant, subject: scope.principal };
  }
}

function scopeOf({ tool, event, principal, tenant }: Chosen): { scope: CacheScope; words: string } {
  if ([tool, event, principal].filter((name) => name !== undefined).length !== 1) {
    throw new ArgumentError('Name the responses to make void: give one of --tool, --event and --principal.');
  }
  if (tool !== undefined) return { scope: { kind: 'tool', tool }, words: `of ${tool}` };
  if (event !== undefined) return { scope: { kind: 'event', event }, words: `that ${event} concerns` };
  if (principal === undefined || tenant === undefined) {
    throw new ArgumentError('--tenant is missing: a principal belongs to a tenant.');
  }
  return { scope: { kind: 'principal', tenant, principal }, words: `for ${principal} of ${tenant}` };
}

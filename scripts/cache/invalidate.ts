import type { StateTable } from '../../functions/core/state-table/state-table.ts';
import type { Change } from '../../functions/platform/audit/changes.ts';
import { bumpGeneration } from '../../functions/platform/cache/generations.ts';
import type { CacheScope } from '../../functions/platform/cache/response-cache.ts';
import type { OperatorChanges } from '../audit/operator-changes.ts';
import { CacheCommandError } from './cache-command-error.ts';

/** What is to be made void; exactly one of `tool`, `event` and `principal`. */
export interface Chosen {
  tool?: string;
  event?: string;
  principal?: string;
  tenant?: string;
}

/**
 * Makes answers void from the next call on, and says which.
 *
 * @param connect called once it is known what to do
 * @throws CacheCommandError where it is not said, or not fully, what is to be made void
 */
export async function invalidate(
  connect: () => StateTable & { readonly changes: OperatorChanges },
  chosen: Chosen,
): Promise<string> {
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
    throw new CacheCommandError('Say what is to be made void: one of --tool, --event and --principal.');
  }
  if (tool !== undefined) return { scope: { kind: 'tool', tool }, words: `of ${tool}` };
  if (event !== undefined) return { scope: { kind: 'event', event }, words: `that ${event} concerns` };
  if (principal === undefined || tenant === undefined) {
    throw new CacheCommandError('A principal is one of a tenant: name it with --tenant.');
  }
  return { scope: { kind: 'principal', tenant, principal }, words: `for ${principal} of ${tenant}` };
}

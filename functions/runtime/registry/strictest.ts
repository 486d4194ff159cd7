import type { ToolRecord } from '../../../schemas/registry-records.ts';
import { TIERS, type Tier, type ToolDefinition } from '../../../schemas/tool-definition.ts';

/**
 * The versions of one tool (newest first) as they are guarded. Whoever calls an older version by `name@version` is held
 * to what the newest one in use asks for as well: a mark that a later version added (money, a second factor, a scope, a
 * tag that policies look at) would else be passed by with the version before it. An older version may ask for more, not less.
 */
export function guardedVersions(versions: readonly ToolRecord[]): ToolRecord[] {
  const current = versions.findIndex(({ status }) => status !== 'inactive');
  const newest = versions[current];
  if (!newest) return [...versions];
  return versions.map((record, index) =>
    index <= current ? record : { ...record, definition: stricter(record.definition, newest.definition) },
  );
}

function stricter(older: ToolDefinition, newest: ToolDefinition): ToolDefinition {
  const [one, other] = [older.annotations, newest.annotations];
  const requiredTier = higher(older.requiredTier, newest.requiredTier);
  return {
    ...older,
    tags: united(older.tags, newest.tags),
    annotations: {
      readOnlyHint: one.readOnlyHint && other.readOnlyHint,
      destructiveHint: one.destructiveHint || other.destructiveHint,
      idempotentHint: one.idempotentHint && other.idempotentHint,
      openWorldHint: one.openWorldHint || other.openWorldHint,
    },
    requiredScopes: united(older.requiredScopes, newest.requiredScopes),
    ...(requiredTier ? { requiredTier } : {}),
    public: older.public && newest.public,
    movesMoney: older.movesMoney || newest.movesMoney,
    sensitive: older.sensitive || newest.sensitive,
  };
}

const united = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])];

function higher(one: Tier | undefined, other: Tier | undefined): Tier | undefined {
  return TIERS.findLast((tier) => tier === one || tier === other);
}

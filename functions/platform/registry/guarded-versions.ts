import { isOffered, type ToolRecord } from '../../../schemas/registry-records.ts';
import { TIERS, type Tier, type ToolDefinition } from '../../../schemas/tool-definition.ts';
import { compareVersions } from '../../core/tool/versions.ts';

/**
 * The versions of one tool, newest first, with the guards that apply to each. A call of an older version by
 * `name@version` also has to meet the requirements of the newest version in use. Otherwise a caller could avoid a
 * requirement that a later version added (a confirmation, a second factor, a scope, a tag for policies) by calling the
 * version before it. An older version may require more, but not less.
 *
 * @param unreadable versions whose records cannot be read: older versions are switched off until a newer one is in use
 */
export function guardedVersions(records: readonly ToolRecord[], unreadable: readonly string[] = []): ToolRecord[] {
  const versions = records.map((record) => unlessOutranked(record, unreadable, records));
  const current = versions.findIndex(isOffered);
  const newest = versions[current];
  if (!newest) return versions;
  return versions.map((record, index) =>
    index <= current ? record : { ...record, definition: stricter(record.definition, newest.definition) },
  );
}

/**
 * The version, switched off if a newer one cannot be read and no still newer one is in use: the requirements of the
 * unreadable version are unknown, so older versions cannot be guarded by them.
 */
function unlessOutranked(
  record: ToolRecord,
  unreadable: readonly string[],
  versions: readonly ToolRecord[],
): ToolRecord {
  const newer = (one: string, other: string) => compareVersions(one, other) > 0;
  const outranked = unreadable.some(
    (broken) =>
      newer(broken, record.definition.version) &&
      !versions.some((other) => isOffered(other) && newer(other.definition.version, broken)),
  );
  return outranked ? { ...record, status: 'inactive' } : record;
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
    requiredTier,
    public: older.public && newest.public,
    movesMoney: older.movesMoney || newest.movesMoney,
    sensitive: older.sensitive || newest.sensitive,
  };
}

const united = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])];

function higher(one: Tier | undefined, other: Tier | undefined): Tier | undefined {
  return TIERS.findLast((tier) => tier === one || tier === other);
}

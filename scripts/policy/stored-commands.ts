import { readFileSync } from 'node:fs';
import { hashOf } from '../../functions/core/json/canonical.ts';
import { policyHistory, readPolicy } from '../../functions/platform/policy/policy-repository.ts';
import { draftFromFile } from '../../functions/platform/policy/records/shipped-policies.ts';
import { rollBackPolicy, savePolicy } from '../../functions/platform/policy/save-policy.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import type { OperatorChanges } from '../audit/operator-changes.ts';
import type { CommandResult } from './command-result.ts';
import type { World } from './world.ts';

const OPERATOR = 'operator:command-line';

/** A registry, changed with the audit trail's knowledge. */
export type PolicyDesk = RegistryTable & { readonly changes: OperatorChanges };

/** Policies in the registry, in the order of their ids. */
export function listCommand({ records }: World): CommandResult {
  const rows = records.policies.map(({ id, version, status, mode, priority, tenant, updatedBy }) =>
    [
      `${id}@${version}`.padEnd(36),
      status.padEnd(8),
      mode.padEnd(8),
      String(priority).padStart(5),
      tenant ?? '-',
      updatedBy,
    ].join('  '),
  );
  return { text: rows.join('\n'), exitCode: 0 };
}

/** Saves a policy file as a new version of the policy that its `@id` names. */
export async function saveCommand(world: World, registry: PolicyDesk, file: string): Promise<CommandResult> {
  const draft = draftFromFile(world.cedar, file, readFileSync(file, 'utf8'));
  const record = await audited(registry, draft.id, () =>
    savePolicy({ registry, ...world, updatedBy: OPERATOR }, { ...draft, owner: OPERATOR }),
  );
  return { text: `${record.id}@${record.version} is in force from the next request on.`, exitCode: 0 };
}

/** All versions of one policy, oldest first. */
export async function historyCommand(registry: RegistryTable, id: string): Promise<CommandResult> {
  const versions = await policyHistory(registry, id);
  const rows = versions.map(({ version, status, mode, updatedAt, updatedBy }) =>
    [String(version).padStart(4), updatedAt, status.padEnd(8), mode.padEnd(8), updatedBy].join('  '),
  );
  return { text: rows.join('\n') || `There is no policy "${id}".`, exitCode: rows.length > 0 ? 0 : 1 };
}

/** Brings an earlier version back, as a new one. */
export async function rollbackCommand(
  world: World,
  registry: PolicyDesk,
  policy: { id: string; version: number },
): Promise<CommandResult> {
  const record = await audited(registry, policy.id, () =>
    rollBackPolicy({ registry, ...world, updatedBy: OPERATOR }, policy),
  );
  return {
    text: `${record.id}@${record.version} is version ${policy.version} again, from the next request on.`,
    exitCode: 0,
  };
}

/** Saves with intent and outcome in the audit trail. Texts of policies are in their versions; the trail has the hash. */
async function audited(registry: PolicyDesk, id: string, save: () => Promise<PolicyRecord>): Promise<PolicyRecord> {
  const before = await readPolicy(registry, id);
  const change = {
    operation: 'policies/save' as const,
    target: id,
    before: before ? partsOf(before) : {},
    after: { savedBy: 'command line' },
  };
  return registry.changes.audited(change, async () => {
    const record = await save();
    return { result: record, after: partsOf(record) };
  });
}

function partsOf({ version, status, mode, priority, text }: PolicyRecord) {
  return { version, status, mode, priority, text: hashOf(text) };
}

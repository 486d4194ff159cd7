import { readFileSync } from 'node:fs';
import { hashOf } from '../../functions/core/json/canonical.ts';
import { policyHistory, readPolicy } from '../../functions/platform/policy/policy-repository.ts';
import { draftFromFile } from '../../functions/platform/policy/records/shipped-policies.ts';
import { rollBackPolicy, savePolicy } from '../../functions/platform/policy/save-policy.ts';
import type { RegistryTable } from '../../functions/platform/registry/catalogue-repository.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import type { AuditedTable } from '../command/audited-table.ts';
import type { CommandResult } from '../command/command.ts';
import type { PolicyState } from './policy-state.ts';

const OPERATOR = 'operator:command-line';

/** The policies, in the order of their ids. */
export function listCommand({ records }: PolicyState): CommandResult {
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
  return { text: rows.join('\n'), data: records.policies };
}

/** Saves a policy file as a new version of the policy that its `@id` names. */
export async function saveCommand(state: PolicyState, registry: AuditedTable, file: string): Promise<CommandResult> {
  const draft = draftFromFile(state.cedar, file, readFileSync(file, 'utf8'));
  const record = await audited(registry, draft.id, () =>
    savePolicy({ registry, ...state, updatedBy: OPERATOR }, { ...draft, owner: OPERATOR }),
  );
  return { text: `${record.id}@${record.version} is in force from the next request on.`, data: record };
}

/** All versions of one policy, oldest first. */
export async function historyCommand(registry: RegistryTable, id: string): Promise<CommandResult> {
  const versions = await policyHistory(registry, id);
  const rows = versions.map(({ version, status, mode, updatedAt, updatedBy }) =>
    [String(version).padStart(4), updatedAt, status.padEnd(8), mode.padEnd(8), updatedBy].join('  '),
  );
  return { text: rows.join('\n') || `There is no policy "${id}".`, data: versions, exitCode: rows.length > 0 ? 0 : 1 };
}

/** Saves an earlier version again, as the newest one. */
export async function rollbackCommand(
  state: PolicyState,
  registry: AuditedTable,
  policy: { id: string; version: number },
): Promise<CommandResult> {
  const record = await audited(registry, policy.id, () =>
    rollBackPolicy({ registry, ...state, updatedBy: OPERATOR }, policy),
  );
  return {
    text: `${record.id}@${record.version} is version ${policy.version} again, from the next request on.`,
    data: record,
  };
}

/** Saves with intent and outcome in the audit trail. The versions have the texts of policies; the trail has their hashes. */
async function audited(registry: AuditedTable, id: string, save: () => Promise<PolicyRecord>): Promise<PolicyRecord> {
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

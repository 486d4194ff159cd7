import { PolicyDraft, type PolicyRecord, SHIPPED_OWNER } from '../../../schemas/policy-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import type { Cedar } from './cedar/load-cedar.ts';
import { validatePolicy } from './cedar/validate-policy.ts';
import { policyHistory, readPolicy, writePolicyVersion } from './policy-repository.ts';

/** What saving needs: the table, Cedar, the schema of the moment (schemaFor) and who saves. */
export interface PolicyDesk {
  registry: RegistryTable;
  cedar: Cedar;
  schema: string;
  updatedBy: string;
}

/**
 * Validates a policy and saves it as a new version, live on the next request.
 *
 * @throws {ManifoldError} E2004 with line, column and Cedar's message of each problem; E2001 where somebody else has
 *   saved since it was read
 */
export async function savePolicy(desk: PolicyDesk, draft: PolicyDraft): Promise<PolicyRecord> {
  const checked = PolicyDraft.parse(draft);
  const { problems } = validatePolicy(desk.cedar, { ...checked, schema: desk.schema });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) {
    throw new ManifoldError('E2004', `The policy "${checked.id}" is not valid: ${first.message}.`, {
      details: { field: 'text', suggestion: first.help, problems: errors },
    });
  }
  const before = await readPolicy(desk.registry, checked.id, checked.tenant);
  const record: PolicyRecord = {
    ...checked,
    version: (before?.version ?? (await lastVersion(desk.registry, checked))) + 1,
    updatedAt: new Date().toISOString(),
    updatedBy: desk.updatedBy,
  };
  await writePolicyVersion(desk.registry, record);
  return record;
}

/** Number of the newest stored version, for a policy without a readable record; 0 if there is no version. */
async function lastVersion(
  registry: RegistryTable,
  { id, tenant }: Pick<PolicyDraft, 'id' | 'tenant'>,
): Promise<number> {
  return (await policyHistory(registry, id, tenant)).at(-1)?.version ?? 0;
}

/**
 * Brings an earlier version back, as a new version with the old content. It is validated again, since tools may have
 * changed since.
 *
 * @throws {ManifoldError} E4007 if there is no such version; also the errors of savePolicy
 */
export async function rollBackPolicy(
  desk: PolicyDesk,
  policy: { id: string; version: number; tenant?: string },
): Promise<PolicyRecord> {
  const history = await policyHistory(desk.registry, policy.id, policy.tenant);
  const old = history.find(({ version }) => version === policy.version);
  if (!old) {
    const versions = history.map(({ version }) => version).join(', ');
    throw new ManifoldError('E4007', `The policy "${policy.id}" has no version ${policy.version}.`, {
      details: { suggestion: versions === '' ? 'There is no policy of that id.' : `Versions: ${versions}.` },
    });
  }
  const { version: _version, updatedAt: _at, updatedBy: _by, ...draft } = old;
  return await savePolicy(desk, draft);
}

/**
 * Brings the shipped policies up to date, on each deploy. What an administrator has changed is the administrator's:
 * it stays as it is.
 *
 * @returns ids of what was written
 */
export async function seedPolicies(
  desk: Omit<PolicyDesk, 'updatedBy'>,
  shipped: readonly PolicyDraft[],
): Promise<string[]> {
  const written: string[] = [];
  for (const draft of shipped) {
    const present = await readPolicy(desk.registry, draft.id);
    if (present && (present.updatedBy !== SHIPPED_OWNER || isSame(present, draft))) continue;
    await savePolicy({ ...desk, updatedBy: SHIPPED_OWNER }, draft);
    written.push(draft.id);
  }
  return written;
}

function isSame(record: PolicyRecord, draft: PolicyDraft): boolean {
  return Object.entries(draft).every(([name, value]) => record[name as keyof PolicyDraft] === value);
}

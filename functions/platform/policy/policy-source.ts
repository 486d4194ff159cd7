import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { Epochs } from '../registry/catalogue.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { cedarEngine } from './cedar/cedar-engine.ts';
import type { Cedar } from './cedar/load-cedar.ts';
import { denyingEngine, type PolicyEngine } from './engine.ts';
import { loadPolicyRecords } from './policy-repository.ts';

/** Number of tenants whose engines an instance keeps; the least recently used one is dropped first. */
const MOST_TENANTS = 24;

/** Gives the engine of a tenant, for the epochs that the request read with its catalogue. */
export type PolicySource = (tenant: string, epochs: Pick<Epochs, 'policies'>) => Promise<PolicyEngine>;

/**
 * Cedar engines from the registry. They are kept while the epoch's `policies` stays the same, so a change is in force
 * on the next request and costs one Query per tenant. Records that break their contract count at their strictest
 * (records/broken-records.ts). If no engine can be made from the records, an engine that denies everything takes its
 * place, with the fault in `errors`. The returned function throws E5002 if the table does not answer, and E5004 if
 * Cedar does not load; the call is refused then, and the next one tries again.
 *
 * @param loadCedar called at first use; call it earlier to have Cedar ready
 */
export function policySource(registry: RegistryTable, loadCedar: () => Promise<Cedar>): PolicySource {
  const kept = new Map<string, { policies: number; engine: Promise<PolicyEngine> }>();
  return async (tenant, { policies }) => {
    const known = kept.get(tenant);
    kept.delete(tenant);
    const entry = known?.policies === policies ? known : { policies, engine: makeEngine(registry, loadCedar, tenant) };
    kept.set(tenant, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST_TENANTS && oldest !== undefined) kept.delete(oldest);
    try {
      return await entry.engine;
    } catch (cause) {
      if (kept.get(tenant) === entry) kept.delete(tenant);
      throw cause;
    }
  };
}

async function makeEngine(
  registry: RegistryTable,
  loadCedar: () => Promise<Cedar>,
  tenant: string,
): Promise<PolicyEngine> {
  const [cedar, records] = await Promise.all([loaded(loadCedar), readRecords(registry, tenant)]);
  try {
    return cedarEngine(cedar, records);
  } catch (error) {
    return denyingEngine(error instanceof Error ? error.message : String(error));
  }
}

async function loaded(loadCedar: () => Promise<Cedar>): Promise<Cedar> {
  try {
    return await loadCedar();
  } catch (cause) {
    throw new ManifoldError('E5004', 'The policy engine does not load, so nothing is allowed.', { cause });
  }
}

async function readRecords(registry: RegistryTable, tenant: string) {
  try {
    return await loadPolicyRecords(registry, tenant);
  } catch (cause) {
    throw new ManifoldError('E5002', 'The policies cannot be read. Try again in a moment.', { cause });
  }
}

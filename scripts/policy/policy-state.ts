import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cedarEngine, type PolicyRecords } from '../../functions/platform/policy/cedar/cedar-engine.ts';
import { type Cedar, loadCedar } from '../../functions/platform/policy/cedar/load-cedar.ts';
import { schemaFor } from '../../functions/platform/policy/cedar/schema.ts';
import { loadPolicyRecords } from '../../functions/platform/policy/policy-repository.ts';
import { draftFromFile } from '../../functions/platform/policy/records/shipped-policies.ts';
import { type Catalogue, catalogueOf } from '../../functions/platform/registry/catalogue.ts';
import {
  loadCatalogue,
  type RegistryTable,
  readEpochs,
} from '../../functions/platform/registry/catalogue-repository.ts';
import { loadManifests, PROJECT_ROOT } from '../../lib/families.ts';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';

/** Folder of the policies that ship. */
export const POLICIES = join(PROJECT_ROOT, 'policies');

/** Tools, and the policies and records that decide about them. */
export interface PolicyState {
  cedar: Cedar;
  catalogue: Catalogue;
  records: PolicyRecords;
  /** Schema of these tools. */
  schema: string;
}

/** The families and the shipped policies of the repository, as a deployment would have them. */
export async function repositoryState(): Promise<PolicyState> {
  const [cedar, manifests] = await Promise.all([loadCedar(), loadManifests()]);
  const records = { policies: shippedRecords(cedar), roles: [], lists: [], grants: [] };
  return stateOf(cedar, catalogueFrom(manifests), records);
}

/** Tools, policies, roles, lists and grants of a registry, as they hold for one tenant. */
export async function registryState(registry: RegistryTable, tenant: string): Promise<PolicyState> {
  const [cedar, catalogue, records] = await Promise.all([
    loadCedar(),
    readEpochs(registry).then((epochs) => loadCatalogue(registry, epochs)),
    loadPolicyRecords(registry, tenant),
  ]);
  return stateOf(cedar, catalogue, records);
}

/** An engine with the policies and records, and with additional ones. */
export function engineOf({ cedar, records }: PolicyState, added: Partial<PolicyRecords> = {}) {
  const { policies = [], roles = [], lists = [], grants = [] } = added;
  return cedarEngine(cedar, {
    ...records,
    policies: [...records.policies, ...policies],
    roles: [...records.roles, ...roles],
    lists: [...records.lists, ...lists],
    grants: [...records.grants, ...grants],
  });
}

/** A policy file as a record, as version 1. */
export function recordFromFile(cedar: Cedar, path: string): PolicyRecord {
  const draft = draftFromFile(cedar, path, readFileSync(path, 'utf8'));
  return { ...draft, version: 1, updatedAt: new Date().toISOString(), updatedBy: draft.owner };
}

function shippedRecords(cedar: Cedar): PolicyRecord[] {
  const files = readdirSync(POLICIES).filter((file) => file.endsWith('.cedar'));
  return files.sort().map((file) => recordFromFile(cedar, join(POLICIES, file)));
}

function stateOf(cedar: Cedar, catalogue: Catalogue, records: PolicyRecords): PolicyState {
  const definitions = [...catalogue.tools.values()].flat().map(({ definition }) => definition);
  const templates = [...catalogue.resourceTemplates.values()].map(({ definition }) => definition);
  return { cedar, catalogue, records, schema: schemaFor(definitions, templates) };
}

/** The catalogue that the seeder would make; each family has its own bundle. */
function catalogueFrom(manifests: readonly FamilyManifest[]): Catalogue {
  const status = 'active' as const;
  const target = (family: string): FamilyTarget => ({
    family,
    functionArn: 'not deployed',
    invokeMode: 'buffered',
    tenantIsolated: false,
  });
  const each = <Definition, Record>(
    pick: (manifest: FamilyManifest) => readonly Definition[],
    make: (definition: Definition, family: string) => Record,
  ) => manifests.flatMap((manifest) => pick(manifest).map((definition) => make(definition, manifest.name)));
  return catalogueOf({
    epochs: { epoch: 0, tools: 0, resources: 0, prompts: 0, policies: 0 },
    tools: each(
      ({ tools }) => tools,
      (definition, family) => ({ definition, definitionHash: '', status, target: target(family), updatedAt: '' }),
    ),
    resources: each(
      ({ resources }) => resources,
      (definition, family) => ({ definition, status, target: target(family) }),
    ),
    resourceTemplates: each(
      ({ resourceTemplates }) => resourceTemplates,
      (definition, family) => ({ definition, status, target: target(family) }),
    ),
    prompts: each(
      ({ prompts }) => prompts,
      (definition, family) => ({ definition, status, target: target(family) }),
    ),
    bundles: manifests.map(({ name, title, description, version }) => ({
      name,
      title,
      description,
      version,
      owner: 'manifold',
      status,
      families: [name],
      tools: [],
    })),
  });
}

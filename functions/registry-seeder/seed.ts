/**
 * Brings the registry in line with what was deployed. Access pattern: a consistent Query of platform#catalogue, all pages;
 * then one unconditional update per record that differs. A second run changes nothing.
 */
import { paginateQuery, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { FamilyManifest } from '../../schemas/family-manifest.ts';
import { CATALOGUE_PK } from '../../schemas/keys.ts';
import type { FamilyTarget } from '../../schemas/registry-records.ts';
import { canonicalJson } from '../core/json/canonical.ts';
import type { RegistryTable } from '../platform/registry/catalogue-repository.ts';
import { type ChangedKind, writeChanges } from '../platform/registry/registry-writer.ts';
import { recordsOf, type SeededRecord } from './records.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type Item = Record<string, unknown> & { sk: string };

export interface SeedReport {
  written: number;
  deactivated: number;
  unchanged: number;
}

/** @throws {Error} if two families define the same tool or prompt, or a manifest has no target */
export async function seed(
  registry: RegistryTable,
  manifests: FamilyManifest[],
  targets: FamilyTarget[],
): Promise<SeedReport> {
  const wanted = collect(manifests, targets);
  const present = await readAll(registry);
  const now = new Date().toISOString();
  const changed = [...wanted.values()].filter((record) => differs(record, present.get(record.sk)));
  const removed = [...present.values()].filter((item) => isGone(item, wanted));
  const items = [
    ...changed.map((record) => write(registry.table, record, present.get(record.sk), now)),
    ...removed.map((item) => deactivate(registry.table, item.sk, now)),
  ];
  const kinds = [...changed.map(({ kind }) => kind), ...removed.map(({ sk }) => kindOf(sk))];
  await writeChanges(registry, items, kinds);
  return { written: changed.length, deactivated: removed.length, unchanged: wanted.size - changed.length };
}

function collect(manifests: FamilyManifest[], targets: FamilyTarget[]): Map<string, SeededRecord> {
  const wanted = new Map<string, SeededRecord>();
  const owners = new Map<string, string>();
  for (const manifest of manifests) {
    const target = targets.find(({ family }) => family === manifest.name);
    if (!target) throw new Error(`The family "${manifest.name}" has a manifest, but no function was deployed for it.`);
    for (const record of recordsOf(manifest, target)) {
      const name = record.sk.split('#').slice(0, 2).join(' ');
      const owner = record.sk.startsWith('bundle#') ? undefined : owners.get(name);
      if (owner !== undefined && owner !== manifest.name) {
        throw new Error(`The families "${owner}" and "${manifest.name}" both define the ${name}.`);
      }
      owners.set(name, manifest.name);
      wanted.set(record.sk, record);
    }
  }
  return wanted;
}

async function readAll({ client, table }: RegistryTable): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': CATALOGUE_PK },
    ConsistentRead: true,
  };
  for await (const page of paginateQuery({ client }, query)) {
    for (const item of (page.Items ?? []) as Item[]) items.set(item.sk, item);
  }
  return items;
}

function differs(record: SeededRecord, item: Item | undefined): boolean {
  if (!item || item.removedAt !== undefined) return true;
  return Object.entries(record.fields).some(([name, value]) => canonicalJson(value) !== canonicalJson(item[name]));
}

/**
 * Whether no manifest has this record now. An earlier version of a tool that still exists stays: clients call it as
 * `name@version`, on the function version that it was deployed with. Bundles of administrators stay too.
 */
function isGone(item: Item, wanted: Map<string, SeededRecord>): boolean {
  if (wanted.has(item.sk) || item.removedAt !== undefined) return false;
  if (item.sk.startsWith('bundle#')) return item.owner === 'manifold';
  if (!item.sk.startsWith('tool#')) return true;
  const name = `${item.sk.split('#').slice(0, 2).join('#')}#`;
  return ![...wanted.keys()].some((sk) => sk.startsWith(name));
}

/** Administrators own the status: it is set once, and again only if a removed record comes back. */
function write(table: string, record: SeededRecord, item: Item | undefined, now: string): TransactItem {
  const fields = Object.entries(record.fields);
  const comesBack = item?.removedAt !== undefined;
  return {
    Update: {
      TableName: table,
      Key: { pk: CATALOGUE_PK, sk: record.sk },
      UpdateExpression: [
        `SET ${fields.map((_, index) => `#f${index} = :f${index}`).join(', ')}, updatedAt = :now,`,
        comesBack ? '#status = :active REMOVE removedAt' : '#status = if_not_exists(#status, :active)',
      ].join(' '),
      ExpressionAttributeNames: {
        '#status': 'status',
        ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
      },
      ExpressionAttributeValues: {
        ':active': 'active',
        ':now': now,
        ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
      },
    },
  };
}

function deactivate(table: string, sk: string, now: string): TransactItem {
  return {
    Update: {
      TableName: table,
      Key: { pk: CATALOGUE_PK, sk },
      UpdateExpression: 'SET #status = :inactive, updatedAt = :now, removedAt = :now',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':inactive': 'inactive', ':now': now },
    },
  };
}

function kindOf(sk: string): ChangedKind {
  if (sk.startsWith('prompt#')) return 'prompts';
  return sk.startsWith('resource#') || sk.startsWith('template#') ? 'resources' : 'tools';
}

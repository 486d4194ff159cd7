/**
 * What decides, in the registry table. Access patterns:
 * - load: Query <tenant>#policies, consistent, all pages; once per change, instance and tenant (policy-source.ts)
 * - one policy: GetItem <tenant>#policies / policy#<id>, consistent; on save and rollback
 * - versions of one: Query <tenant>#policy-history, begins_with <id>#
 * - write: one transaction of the record, its version and the rise of the epoch's `policies`
 * What belongs to no tenant lies under the platform's keys.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, paginateQuery, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { PLATFORM } from '../../../schemas/keys.ts';
import { grantSk, historyPk, historySk, listSk, policiesPk, policySk, roleSk } from '../../../schemas/policy-keys.ts';
import { GrantRecord, ListRecord, PolicyRecord, RoleRecord } from '../../../schemas/policy-records.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { readableRecord, readableRecords, type StoredItem } from '../../core/records/readable-records.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { writeChanges } from '../registry/registry-writer.ts';
import type { PolicyRecords } from './cedar/cedar-engine.ts';
import { type BrokenRecord, brokenRecord } from './records/broken-records.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * All that decides for a tenant: the platform's records and its own. Of a policy or list that breaks its contract there
 * is what it may forbid (`broken`); a role or grant that does gives nothing.
 */
export async function loadPolicyRecords(registry: RegistryTable, tenant: string): Promise<PolicyRecords> {
  const own = tenant === PLATFORM ? [] : await queryAll(registry, policiesPk(tenant));
  const items: StoredItem[] = [...(await queryAll(registry, policiesPk())), ...own];
  const ofKind = (kind: string) => items.filter(({ sk }) => String(sk).startsWith(`${kind}#`));
  const broken: BrokenRecord[] = [];
  const restrictions = <Shape>(schema: z.ZodType<Shape>, kind: 'policy' | 'list') =>
    ofKind(kind).flatMap((item) => {
      const record = readableRecord(schema, item, { kind });
      if (record === undefined) for (const restriction of brokenRecord(kind, item)) broken.push(restriction);
      return record ?? [];
    });
  const policies = restrictions(PolicyRecord, 'policy');
  const lists = restrictions(ListRecord, 'list');
  const roles = readableRecords(RoleRecord, ofKind('role'), { kind: 'role' });
  const grants = readableRecords(GrantRecord, ofKind('grant'), { kind: 'grant' });
  return { policies, roles, grants, lists, broken };
}

/** The current policy; undefined if there is no such policy, or its record breaks its contract. */
export async function readPolicy(
  { client, table }: RegistryTable,
  id: string,
  tenant?: string,
): Promise<PolicyRecord | undefined> {
  const Key = { pk: policiesPk(tenant), sk: policySk(id) };
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && readableRecord(PolicyRecord, Item, { kind: 'policy' });
}

/** All versions of a policy, oldest first. */
export async function policyHistory(registry: RegistryTable, id: string, tenant?: string): Promise<PolicyRecord[]> {
  const items = await queryAll(registry, historyPk(tenant), `${id}#`);
  return readableRecords(PolicyRecord, items, { kind: 'policy-version' });
}

/**
 * Writes a new version: the first, or the one after the version that the writer saw.
 * @throws {ManifoldError} E2001 if the policy was saved by another request in between
 */
export async function writePolicyVersion(registry: RegistryTable, record: PolicyRecord): Promise<void> {
  const { client: _client, table: TableName } = registry;
  const keys = { pk: policiesPk(record.tenant), sk: policySk(record.id) };
  const history = { pk: historyPk(record.tenant), sk: historySk(record.id, record.version) };
  const isNext =
    record.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          // A record that has lost its version is written over.
          ConditionExpression: '#version = :before OR NOT attribute_type(#version, :number)',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': record.version - 1, ':number': 'N' },
        };
  const items: TransactItem[] = [
    { Put: { TableName, Item: { ...record, ...keys }, ...isNext } },
    { Put: { TableName, Item: { ...record, ...history }, ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
  try {
    await writeChanges(registry, items, ['policies']);
  } catch (cause) {
    if (!(cause instanceof TransactionCanceledException)) throw cause;
    const [own] = cause.CancellationReasons ?? [];
    if (own?.Code === 'None') {
      throw new ManifoldError('E5002', 'The registry is being changed by another writer. Try again.', { cause });
    }
    throw new ManifoldError('E2001', `Somebody else has changed the policy "${record.id}" meanwhile.`, {
      cause,
      details: { field: 'version', suggestion: 'Read it again and repeat your change.' },
    });
  }
}

/** A role, grant or list, with its key; these have no versions, the audit trail keeps their changes. */
export type AccessRecord =
  | { kind: 'role'; record: RoleRecord }
  | { kind: 'grant'; record: GrantRecord }
  | { kind: 'list'; record: ListRecord };

/** Writes a role, grant or list in place of the one with the same name; live on the next request. */
export async function putAccessRecord(registry: RegistryTable, access: AccessRecord): Promise<void> {
  const Item = { ...access.record, pk: policiesPk(access.record.tenant), sk: accessSk(access) };
  await writeChanges(registry, [{ Put: { TableName: registry.table, Item } }], ['policies']);
}

/** Deletes a role, grant or list. Nothing happens if it does not exist. */
export async function removeAccessRecord(registry: RegistryTable, access: AccessRecord): Promise<void> {
  const Key = { pk: policiesPk(access.record.tenant), sk: accessSk(access) };
  await writeChanges(registry, [{ Delete: { TableName: registry.table, Key } }], ['policies']);
}

function accessSk({ kind, record }: AccessRecord): string {
  switch (kind) {
    case 'role':
      return roleSk(record.name);
    case 'grant':
      return grantSk(record.id);
    case 'list':
      return listSk(record.id);
  }
}

async function queryAll({ client, table }: RegistryTable, pk: string, prefix?: string) {
  const items: Record<string, unknown>[] = [];
  const query = {
    TableName: table,
    KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) for (const item of Items) items.push(item);
  return items;
}

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
import { PLATFORM } from '../../../schemas/keys.ts';
import { grantSk, historyPk, historySk, listSk, policiesPk, policySk, roleSk } from '../../../schemas/policy-keys.ts';
import { GrantRecord, ListRecord, PolicyRecord, RoleRecord } from '../../../schemas/policy-records.ts';
import { ManifoldError } from '../errors/manifold-error.ts';
import type { RegistryTable } from '../registry/catalogue-repository.ts';
import { writeChanges } from '../registry/registry-writer.ts';
import type { PolicyRecords } from './cedar/cedar-engine.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** All that decides for a tenant: the platform's records and its own. */
export async function loadPolicyRecords(registry: RegistryTable, tenant: string): Promise<PolicyRecords> {
  const partitions = tenant === PLATFORM ? [PLATFORM] : [PLATFORM, tenant];
  const items = (await Promise.all(partitions.map((owner) => queryAll(registry, policiesPk(owner))))).flat();
  const ofKind = (kind: string) => items.filter(({ sk }) => String(sk).startsWith(`${kind}#`));
  // Parsed, not trusted: a record that breaks its contract is a fault, and a fault denies.
  return {
    policies: ofKind('policy').map((item) => PolicyRecord.parse(item)),
    roles: ofKind('role').map((item) => RoleRecord.parse(item)),
    grants: ofKind('grant').map((item) => GrantRecord.parse(item)),
    lists: ofKind('list').map((item) => ListRecord.parse(item)),
  };
}

/** The policy as it is now; undefined where there is none. */
export async function readPolicy(
  { client, table }: RegistryTable,
  id: string,
  tenant?: string,
): Promise<PolicyRecord | undefined> {
  const Key = { pk: policiesPk(tenant), sk: policySk(id) };
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item && PolicyRecord.parse(Item);
}

/** All versions of a policy, oldest first. */
export async function policyHistory(registry: RegistryTable, id: string, tenant?: string): Promise<PolicyRecord[]> {
  const items = await queryAll(registry, historyPk(tenant), `${id}#`);
  return items.map((item) => PolicyRecord.parse(item));
}

/**
 * Writes a new version: the first, or the one after the version that the writer saw.
 * @throws {ManifoldError} E2001 where somebody else has saved meanwhile
 */
export async function writePolicyVersion(registry: RegistryTable, record: PolicyRecord): Promise<void> {
  const { client: _client, table: TableName } = registry;
  const keys = { pk: policiesPk(record.tenant), sk: policySk(record.id) };
  const history = { pk: historyPk(record.tenant), sk: historySk(record.id, record.version) };
  const isNext =
    record.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :before',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': record.version - 1 },
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

/** Takes a role, grant or list away; nothing happens where there is none. */
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
    ExpressionAttributeValues: { ':pk': pk, ...(prefix === undefined ? {} : { ':prefix': prefix }) },
    ConsistentRead: true,
  };
  for await (const page of paginateQuery({ client }, query)) items.push(...(page.Items ?? []));
  return items;
}

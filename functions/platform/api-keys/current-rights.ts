/**
 * Whether what a credential was made with still stands. Access pattern: BatchGetItem, consistent, of the keys of its
 * lineage (platform#api-key#<id>) and of the revocations of its tokens (platform#revoked#…); once per credential and
 * authorizer TTL, and not at all for a key that nothing was made with.
 */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { ApiKeyRecord } from '../../../schemas/identity-records.ts';
import type { Principal } from '../../../schemas/invocation.ts';
import { apiKeyKey } from '../../../schemas/keys.ts';
import { keysOf, type Lineage, tokensOf } from '../../../schemas/lineage.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { readableRecord, type StoredItem } from '../../core/records/readable-records.ts';
import { type IdentityTable, revocationKeysOf, revokes } from '../identity/revocations.ts';
import { rolesBeyond } from './roles-beyond.ts';

type Held = Pick<Principal, 'scopes' | 'roles'>;

/**
 * What the keys of a lineage have now, the first one first; undefined when one of them was revoked, has expired or is
 * gone, or one of its tokens was revoked.
 * @throws {Error} when the table does not answer, or not fully: what may be revoked is not let in
 */
export async function currentRightsOf(
  { client, table }: IdentityTable,
  lineage: Lineage,
  nowSeconds: number,
): Promise<Held[] | undefined> {
  if (lineage.length === 0) return [];
  const keys = [...new Set(keysOf(lineage))].map((id) => ({ id, key: apiKeyKey(id) }));
  const revocations = tokensOf(lineage).flatMap((token) => revocationKeysOf(token).map((key) => ({ token, key })));
  const Keys = unique([...keys, ...revocations].map(({ key }) => key));
  const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
  if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Error('The lineage could not be read fully.');
  const items = new Map((answer.Responses?.[table] ?? []).map((item) => [String(item.pk), item]));
  const isRevoked = ({ token, key }: (typeof revocations)[number]) => {
    const item = items.get(key.pk);
    return item !== undefined && revokes(item, token);
  };
  if (revocations.some(isRevoked)) return undefined;
  const records = keys.map(({ key }) => keyIn(items.get(key.pk)));
  const held = records.flatMap((record) => (record && isActive(record, nowSeconds) ? [record.principal] : []));
  return held.length === records.length ? held : undefined;
}

const keyIn = (item: StoredItem | undefined) => item && readableRecord(ApiKeyRecord, item, { kind: 'api-key' });

/** Whether a key by itself may be used; what it was made with is another question. */
export function isActive({ status, expiresAt }: ApiKeyRecord, nowSeconds: number): boolean {
  return status === 'active' && (expiresAt === undefined || expiresAt > nowSeconds);
}

/** No more than each of its givers has: what a key lost since it made another one, that one has lost too. */
export function limitedTo<Whom extends Held>(whom: Whom, givers: readonly Held[]): Whom {
  return {
    ...whom,
    scopes: givers.reduce((scopes, giver) => scopesWithin(scopes, giver), whom.scopes),
    roles: whom.roles.filter((role) => givers.every(({ roles }) => rolesBeyond([role], roles).length === 0)),
  };
}

function scopesWithin(scopes: string[], held: Held): string[] {
  if (scopes.includes('*')) return held.scopes;
  return scopes.filter((scope) => missingScopes([scope], held).length === 0);
}

const unique = (keys: readonly { pk: string; sk: string }[]) => [...new Map(keys.map((key) => [key.pk, key])).values()];

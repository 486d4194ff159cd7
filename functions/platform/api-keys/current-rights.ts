/**
 * The current rights of the credentials in a lineage. Access pattern: BatchGetItem, consistent, of the keys of the
 * lineage (platform#api-key#<id>) and of the revocations of its tokens (platform#revoked#…); once per credential and
 * authorizer TTL, and not at all for an empty lineage.
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
 * The rights that the keys of a lineage have now, oldest first; undefined if one of them was revoked, has expired or
 * does not exist, or if one of the tokens was revoked.
 * @throws {Error} if the table does not answer, or not completely, since a credential may be revoked
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

/** Whether a key may be used, without regard to its lineage. */
export function isActive({ status, expiresAt }: ApiKeyRecord, nowSeconds: number): boolean {
  return status === 'active' && (expiresAt === undefined || expiresAt > nowSeconds);
}

/** The principal with only the rights that each of its ancestors still has. */
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

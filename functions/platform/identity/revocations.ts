/**
 * Revocations in the identity table. Access patterns:
 * - look-up: BatchGetItem of platform#revoked#<what>#<issuer>#<value> for the subject and, if the token has them, for
 *   the
 *   token (`jti`), the session (`sid`) and the client (`client_id`); once per token and authorizer TTL
 * - revoke: PutItem of one of them; for a subject the later moment wins
 */
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { RevocationRecord } from '../../../schemas/identity-records.ts';
import { revokedClientKey, revokedSessionKey, revokedSubjectKey, revokedTokenKey } from '../../../schemas/keys.ts';
import type { TokenIdentity } from '../../../schemas/lineage.ts';
import { readableRecord, type StoredItem } from '../../core/records/readable-records.ts';

export interface IdentityTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/**
 * Whether a token was revoked, or its subject since the token was issued. Every revocation of its subject applies to a
 * token without a time of issue.
 * @throws {Error} if the table does not answer, or not completely, since the token may be revoked
 */
export async function isRevoked({ client, table }: IdentityTable, token: TokenIdentity): Promise<boolean> {
  const Keys = revocationKeysOf(token);
  const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
  if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Error('The revocations could not all be read.');
  return (answer.Responses?.[table] ?? []).some((item) => revokes(item, token));
}

/** Keys of every record that would revoke a token. */
export function revocationKeysOf(token: TokenIdentity): { pk: string; sk: string }[] {
  return [
    revokedSubjectKey(token.issuer, token.subject),
    ...(token.jti === undefined ? [] : [revokedTokenKey(token.issuer, token.jti)]),
    ...(token.session === undefined ? [] : [revokedSessionKey(token.issuer, token.session)]),
    ...(token.client === undefined ? [] : [revokedClientKey(token.issuer, token.client)]),
  ];
}

/** Whether a record, found under one of the keys of a token, revokes it. */
export function revokes(item: StoredItem, { issuedAt }: Pick<TokenIdentity, 'issuedAt'>): boolean {
  const record = readableRecord(RevocationRecord, item, { kind: 'revocation' });
  // A record that cannot be read counts, since it was written to revoke something.
  if (record?.issuedUntil === undefined) return true;
  return issuedAt === undefined || issuedAt <= record.issuedUntil;
}

/**
 * Revokes one token. The gateway may accept it until the TTL of the authorizer's answer ends.
 * @param until Unix seconds at which the token expires anyway, and the record with it
 */
export async function revokeToken(
  { client, table }: IdentityTable,
  { issuer, jti, until, reason }: { issuer: string; jti: string; until: number; reason: string },
): Promise<void> {
  const revokedAt = new Date().toISOString();
  const Item = { ...revokedTokenKey(issuer, jti), reason, revokedAt, expiresAt: until };
  await client.send(new PutCommand({ TableName: table, Item }));
}

/** Revokes every token of a subject that was issued up to a moment (Unix seconds); later tokens are accepted. */
export async function revokeSubject(
  { client, table }: IdentityTable,
  { issuer, subject, issuedUntil, reason }: { issuer: string; subject: string; issuedUntil: number; reason: string },
): Promise<void> {
  const update = new UpdateCommand({
    TableName: table,
    Key: revokedSubjectKey(issuer, subject),
    UpdateExpression: 'SET issuedUntil = :until, reason = :reason, revokedAt = :now',
    ConditionExpression: 'attribute_not_exists(issuedUntil) OR issuedUntil < :until',
    ExpressionAttributeValues: { ':until': issuedUntil, ':reason': reason, ':now': new Date().toISOString() },
  });
  await client.send(update).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  });
}

/**
 * Revocations in the identity table. Access pattern: BatchGetItem of
 * platform#revoked#token#<issuer>#<jti> and platform#revoked#subject#<issuer>#<sub>, once per token and authorizer TTL.
 */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { RevocationRecord } from '../../../schemas/identity-records.ts';
import { revokedSubjectKey, revokedTokenKey } from '../../../schemas/keys.ts';

export interface IdentityTable {
  client: DynamoDBDocumentClient;
  table: string;
}

/** What tells a token apart; `issuedAt` in Unix seconds. */
export interface TokenIdentity {
  issuer: string;
  subject: string;
  jti?: string;
  issuedAt?: number;
}

/**
 * Whether a token, or its subject since the token was issued, has been revoked. A token that does not say when it was
 * issued falls under any revocation of its subject.
 * @throws {Error} where the table does not answer, or not fully: what may be revoked is not let in
 */
export async function isRevoked({ client, table }: IdentityTable, token: TokenIdentity): Promise<boolean> {
  const Keys = [
    revokedSubjectKey(token.issuer, token.subject),
    ...(token.jti === undefined ? [] : [revokedTokenKey(token.issuer, token.jti)]),
  ];
  const answer = await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }));
  if (Object.keys(answer.UnprocessedKeys ?? {}).length > 0) throw new Error('The revocations could not all be read.');
  return (answer.Responses?.[table] ?? []).some((item) => {
    const record = RevocationRecord.safeParse(item);
    // A record that cannot be read was written to lock somebody out.
    if (!record.success || record.data.issuedUntil === undefined) return true;
    return token.issuedAt === undefined || token.issuedAt <= record.data.issuedUntil;
  });
}

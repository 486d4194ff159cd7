import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { ApiKeyRecord } from '../../schemas/identity-records.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { apiKeyId, isUsable } from '../runtime/identity/api-key.ts';
import { type IdentityTable, isRevoked } from '../runtime/identity/revocations.ts';
import type { Refusal, TokenVerifier } from '../runtime/identity/verify-token.ts';
import { readableRecord } from '../runtime/records/readable-records.ts';
import { type Admission, allow } from './allow.ts';
import { bearerOf } from './bearer.ts';

/** What a credential is checked with. */
export interface Identity extends IdentityTable {
  verifyToken: TokenVerifier;
}

/**
 * Checks the credential of a request: an API key, or an access token of one of the stage's issuers.
 * @throws where the identity table does not answer, or an issuer whose keys are not known: the gateway then says 503
 */
export async function authorizeRequest(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'multiValueHeaders' | 'methodArn'>,
  identity: Identity,
): Promise<APIGatewayAuthorizerResult | Refusal> {
  const presented = bearerOf(event);
  if (presented === undefined) return { refused: 'no single bearer credential' };
  const id = apiKeyId(presented);
  const admitted = id === undefined ? await byToken(presented, identity) : await byApiKey(presented, id, identity);
  return 'refused' in admitted ? admitted : allow(admitted, event.methodArn);
}

async function byToken(token: string, identity: Identity): Promise<Admission | Refusal> {
  const verified = await identity.verifyToken(token);
  if ('refused' in verified) return verified;
  return (await isRevoked(identity, verified.token)) ? { refused: 'token revoked' } : verified;
}

async function byApiKey(key: string, id: string, { client, table }: IdentityTable): Promise<Admission | Refusal> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: apiKeyKey(id) }));
  const record = Item && readableRecord(ApiKeyRecord, Item, { kind: 'api-key' });
  if (!record) return { refused: 'unknown API key' };
  if (!isUsable(record, key, Date.now() / 1000)) return { refused: 'API key revoked, expired or wrong' };
  const { principal, expiresAt } = record;
  return { principal, reach: { kind: 'api' }, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { ApiKeyRecord } from '../../schemas/identity-records.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import { apiKeyId, isUsable } from '../runtime/identity/api-key.ts';
import { toAuthorizerContext } from '../runtime/identity/authorizer-context.ts';
import type { RegistryTable } from '../runtime/registry/catalogue-repository.ts';

/** Why a request was refused; for the log only, since an answer would help who guesses. */
export interface Refusal {
  refused: string;
}

/** Checks the credential of a request. Throws where the identity table does not answer: the gateway then says 500. */
export async function authorizeRequest(
  event: Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'multiValueHeaders' | 'methodArn'>,
  identity: RegistryTable,
): Promise<APIGatewayAuthorizerResult | Refusal> {
  const presented = bearerOf(event);
  if (presented === undefined) return { refused: 'no single bearer credential' };
  const id = apiKeyId(presented);
  if (id === undefined) return { refused: 'not an API key' };
  const { Item } = await identity.client.send(new GetCommand({ TableName: identity.table, Key: apiKeyKey(id) }));
  const record = ApiKeyRecord.safeParse(Item);
  if (!record.success) return { refused: 'unknown API key' };
  if (!isUsable(record.data, presented, Date.now() / 1000)) return { refused: 'API key revoked, expired or wrong' };
  return allow(record.data.principal, event.methodArn);
}

/** The credential, where there is exactly one `Authorization` header with the Bearer scheme (RFC 6750). */
function bearerOf(event: Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'multiValueHeaders'>): string | undefined {
  const values = Object.entries(event.multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, headers]) => headers ?? []);
  if (values.length !== 1) return undefined;
  return /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(values[0] ?? '')?.[1];
}

/** The gateway reuses the policy for every method until its TTL ends, so it names the whole stage. */
function allow(principal: Principal, methodArn: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    principalId: principal.id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
    },
    context: toAuthorizerContext(principal),
  };
}

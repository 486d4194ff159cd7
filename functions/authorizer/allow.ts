import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { Principal } from '../../schemas/invocation.ts';
import { scopesWithinRoles } from '../core/principal/scopes.ts';
import type { Reach } from '../platform/identity/audience.ts';
import { toAuthorizerContext } from '../platform/identity/authorizer-context.ts';

/** Who presented which credential, and how far it reaches. */
export interface Admission {
  principal: Principal;
  /** Unix seconds; absent: the credential does not expire. */
  expiresAt?: number;
  reach: Reach;
}

/**
 * The authorizer's answer to API Gateway. The gateway reuses the policy for every method until its TTL ends, so it names
 * all that the credential is good for, not what was asked for. Its context is flat text; functions/platform/identity/authorizer-context.ts
 * reads it back. Of the scopes it holds none that the roles may not have, whoever put it into the credential.
 */
export function allow({ principal, expiresAt, reach }: Admission, methodArn: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  const methods = reach.kind === 'api' ? '*' : `POST/mcp/b/${reach.name}`;
  const admitted = { ...principal, scopes: scopesWithinRoles(principal), ...bundleOf(reach) };
  return {
    principalId: principal.id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/${methods}` }],
    },
    context: toAuthorizerContext(admitted, expiresAt),
  };
}

const bundleOf = (reach: Reach) => (reach.kind === 'bundle' ? { bundle: reach.name } : {});

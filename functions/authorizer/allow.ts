import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { bundleEndpoint } from '../../schemas/challenge.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { scopesWithinRoles } from '../core/principal/scopes.ts';
import type { Reach } from '../platform/identity/audience.ts';
import { toAuthorizerContext } from '../platform/identity/authorizer-context.ts';

/** The principal of a credential, and the part of the API that the credential is good for. */
export interface Admission {
  principal: Principal;
  /** Unix seconds; absent if the credential does not expire. */
  expiresAt?: number;
  reach: Reach;
}

/**
 * The authorizer's answer to API Gateway. The gateway reuses the policy for every method until its TTL ends, so the policy
 * names everything that the credential is good for, not just this request. Its context is flat text, which
 * platform/identity/authorizer-context.ts reads back. A scope that the roles may not have is left out, even if the
 * credential holds it.
 */
export function allow({ principal, expiresAt, reach }: Admission, methodArn: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  const methods = reach.kind === 'api' ? '*' : `POST${bundleEndpoint(reach.name)}`;
  const admitted = { ...principal, scopes: scopesWithinRoles(principal), ...limitOf(reach) };
  return {
    principalId: principal.id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/${methods}` }],
    },
    context: toAuthorizerContext(admitted, expiresAt),
  };
}

const limitOf = (reach: Reach) => (reach.kind === 'bundle' ? { bundle: reach.name } : {});

/** The authorizer's refusal. The gateway puts the challenge of its context into the answer, as `WWW-Authenticate`. */
export function deny(methodArn: string, challenge: string): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    context: { challenge },
    principalId: 'nobody',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
    },
  };
}

import { type IAuthorizer, type IResource, LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { guardedMethod } from './guarded-method.ts';
import { openMethod } from './open-method.ts';

interface TokenPathsProps {
  readonly tokens: IFunction;
  readonly authorizer: IAuthorizer;
}

/**
 * Adds the paths of the platform's own tokens. A request presents an API key or a refresh token in the
 * request itself, so that no authorizer is asked; rotating the keys is for administrators.
 */
export function addTokenPaths(root: IResource, { tokens, authorizer }: TokenPathsProps): void {
  const integration = new LambdaIntegration(tokens, { allowTestInvoke: false });
  openMethod(root.resourceForPath('.well-known/jwks.json'), 'GET', integration, {
    reason: 'Public keys are for everybody who has to check a token.',
  });
  const reason = 'The function itself checks the API key or the token that the request carries (RFC 6749, RFC 7009).';
  for (const name of ['token', 'revoke']) {
    openMethod(root.resourceForPath(`api/v1/auth/${name}`), 'POST', integration, { reason });
  }
  guardedMethod(root.resourceForPath('api/v1/admin/signing-keys/rotation'), 'POST', integration, authorizer);
}

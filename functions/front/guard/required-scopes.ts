import { ManifoldError } from '../../runtime/errors/manifold-error.ts';
import { missingScopes } from '../../runtime/identity/scopes.ts';
import type { Guard } from './guarded-call.ts';

/**
 * The principal's credential has the scopes that the tool asks for. Over MCP the endpoint says so before the call gets
 * here, with a challenge (http/scope-challenge.ts); this holds for whatever else leads to a call.
 */
export const requiredScopes: Guard = (call, next) => {
  const required = call.tool.definition.requiredScopes;
  const missing = missingScopes(required, call.request.principal);
  if (missing.length > 0) throw insufficientScopes(required, missing);
  return next();
};

export function insufficientScopes(required: readonly string[], missing: readonly string[]): ManifoldError {
  return new ManifoldError(
    'E1004',
    `The credential lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}.`,
    {
      details: {
        missingScopes: [...missing],
        requiredScopes: [...required],
        suggestion: 'Ask the authorization server for a token with these scopes as well.',
      },
    },
  );
}

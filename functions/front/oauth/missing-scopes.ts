/** What a caller reads that lacks a scope: which one, and how to get it. */
import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { bundleEndpoint, challenge, MAIN_ENDPOINT, metadataUrl } from '../../../schemas/challenge.ts';
import type { ErrorBody } from '../../../schemas/errors.ts';
import { spelledFor } from '../../../schemas/issuer.ts';
import { requiresRole, rolesFor } from '../../../schemas/role-scopes.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { type Holder, missingScopes } from '../../core/principal/scopes.ts';
import type { Endpoint } from '../../platform/registry/view.ts';
import { type OAuthSettings, signInUrl } from './metadata.ts';

/**
 * Field of a tool result in which ChatGPT looks for a challenge (OpenAI Apps SDK, "Authentication"). It then offers the
 * person to sign in again. Other clients ignore it.
 */
const CHALLENGE_META = 'mcp/www_authenticate';

interface Lack {
  readonly required: readonly string[];
  readonly missing: readonly string[];
}

/** @throws {ManifoldError} E1004 with the scopes that the principal lacks, and with how to get them */
export function requireScopes(required: readonly string[], principal: Holder, oauth: OAuthSettings): void {
  const missing = missingScopes(required, principal);
  if (missing.length > 0) throw missingScopesError({ required, missing }, oauth);
}

/** The error of a call without its scopes. `details.signInUrl` is there if a new sign-in can help. */
export function missingScopesError({ required, missing }: Lack, oauth: OAuthSettings): ManifoldError {
  const canSignIn = isRequestable(missing, oauth);
  return new ManifoldError(
    'E1004',
    `The credential lacks ${missing.length === 1 ? 'the scope' : 'the scopes'} ${missing.join(', ')}.`,
    {
      details: {
        missingScopes: [...missing],
        requiredScopes: [...required],
        suggestion: suggestionFor(missing, oauth),
        ...(canSignIn ? { signInUrl: signInUrl(oauth, missing) } : {}),
      },
    },
  );
}

/** Value of `WWW-Authenticate` for a call without its scopes (RFC 6750, 3.1; RFC 9728, 5.1). */
export function scopeChallenge(
  scopes: readonly string[],
  { issuers: [first], publicUrl }: OAuthSettings,
  endpoint: Endpoint,
): string {
  const path = endpoint.kind === 'bundle' ? bundleEndpoint(endpoint.name) : MAIN_ENDPOINT;
  return challenge({
    error: 'insufficient_scope',
    scope: spelledFor(first, scopes).join(' '),
    metadata: metadataUrl(publicUrl, path),
  });
}

/** Adds the challenge to the result of a call without its scopes, if a new sign-in can help; leaves others unchanged. */
export function withChallenge<Result extends CallToolResult | InputRequiredResult>(
  result: Result,
  { details }: Pick<ErrorBody, 'details'>,
  oauth: OAuthSettings,
  endpoint: Endpoint,
): Result {
  const { signInUrl: url, requiredScopes } = details;
  if (url === undefined || !Array.isArray(requiredScopes)) return result;
  const asked = scopeChallenge(requiredScopes.map(String), oauth, endpoint);
  return { ...result, _meta: { ...result._meta, [CHALLENGE_META]: [asked] } };
}

function isRequestable(missing: readonly string[], { issuers, scopes }: OAuthSettings): boolean {
  return issuers.length > 0 && missing.every((scope) => scopes.includes(scope));
}

function suggestionFor(missing: readonly string[], oauth: OAuthSettings): string {
  const withKey = 'An API key works too if it has the scope.';
  if (isRequestable(missing, oauth)) {
    const allow = missing.length === 1 ? 'allow it' : 'allow them';
    return `Ask the person to sign in again and to ${allow}: ${signInUrl(oauth, missing)}. Then repeat the call. ${withKey}`;
  }
  const ofRole = missing.find(requiresRole);
  if (ofRole !== undefined) {
    return `Only the ${rolesFor(ofRole).length === 1 ? 'role' : 'roles'} ${rolesFor(ofRole).join(' and ')} may have ${ofRole}. Do not repeat the call.`;
  }
  return `Sign-ins cannot have it here. ${withKey}`;
}

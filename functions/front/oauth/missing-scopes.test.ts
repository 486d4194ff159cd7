import { describe, expect, it } from '@jest/globals';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import { toErrorBody } from '../../core/errors/manifold-error.ts';
import type { OAuthSettings } from './metadata.ts';
import { missingScopesError, requireScopes, withChallenge } from './missing-scopes.ts';

const issuer = { name: 'cognito', scopePrefix: 'https://api.test/mcp/' } as OAuthSettings['issuers'][number];
const OAUTH: OAuthSettings = {
  issuers: [issuer],
  scopes: ['payments:read', 'payments:write'],
  publicUrl: 'https://api.test/dev',
};
const person = { roles: ['user' as const], scopes: ['payments:read'] };
const bodyOf = (missing: string[], oauth = OAUTH) =>
  toErrorBody(missingScopesError({ required: missing, missing }, oauth), { correlationId: 'c', showTrace: false });

describe('a call without its scopes', () => {
  it('is let through if nothing is missing', () => {
    expect(() => requireScopes(['payments:read'], person, OAUTH)).not.toThrow();
  });

  it('names the missing scope and the page for signing in again', () => {
    const error = expect.objectContaining({
      code: 'E1004',
      message: 'The credential lacks the scope payments:write.',
      details: {
        missingScopes: ['payments:write'],
        requiredScopes: ['payments:read', 'payments:write'],
        suggestion: expect.stringContaining('https://api.test/dev/?scope=payments:write#sign-in'),
        signInUrl: 'https://api.test/dev/?scope=payments:write#sign-in',
      },
    });
    expect(() => requireScopes(['payments:read', 'payments:write'], person, OAUTH)).toThrow(error);
  });

  it.each(Object.entries(ROLES_OF_SCOPES))('names the roles that may have %s, and no page', (scope, roles) => {
    const { details } = bodyOf([scope]);
    for (const role of roles) expect(details.suggestion).toContain(role);
    expect(details).not.toHaveProperty('signInUrl');
  });

  it.each([
    ['the stage gives the scope to no sign-in', ['banking:write'], OAUTH],
    ['the stage has no issuer', ['payments:write'], { ...OAUTH, issuers: [] }],
  ])('names no page if %s', (_case, missing, oauth) => {
    expect(bodyOf(missing, oauth).details).not.toHaveProperty('signInUrl');
  });

  it('carries the challenge in the field that ChatGPT reads, if a new sign-in can help', () => {
    const result = { content: [], _meta: { 'manifold/correlationId': 'c' } };
    expect(withChallenge(result, bodyOf(['payments:write']), OAUTH, { kind: 'all' })._meta).toEqual({
      'manifold/correlationId': 'c',
      'mcp/www_authenticate': [
        'Bearer error="insufficient_scope", ' +
          'resource_metadata="https://api.test/dev/.well-known/oauth-protected-resource", ' +
          'scope="https://api.test/mcp/payments:write"',
      ],
    });
    expect(withChallenge(result, bodyOf(['admin']), OAUTH, { kind: 'all' })).toBe(result);
  });

  it('leads to the metadata of the bundle whose endpoint was called', () => {
    const endpoint = { kind: 'bundle', name: 'kyc' } as const;
    const { _meta } = withChallenge<CallToolResult>({ content: [] }, bodyOf(['payments:write']), OAUTH, endpoint);
    expect(_meta?.['mcp/www_authenticate']).toEqual([
      expect.stringContaining('"https://api.test/dev/.well-known/oauth-protected-resource/mcp/b/kyc"'),
    ]);
  });
});

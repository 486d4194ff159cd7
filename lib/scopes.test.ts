import { describe, expect, it } from '@jest/globals';
import { ROLES_OF_SCOPES } from '../schemas/role-scopes.ts';
import { loadManifests } from './families.ts';
import { scopesOf, scopesOfPasswords } from './scopes.ts';

const manifests = await loadManifests();
const scopes = scopesOf(manifests);

describe('the scopes of a stage', () => {
  it('include every scope that requires a role, and a client of a person may request no such scope', () => {
    const withRole = Object.keys(ROLES_OF_SCOPES);
    expect(scopes.all).toEqual(expect.arrayContaining(withRole));
    expect(scopes.requestable).toEqual(scopes.all.filter((scope) => !withRole.includes(scope)));
    expect(scopes.requestable).toEqual(expect.arrayContaining(['payments:write', 'fraud:write', 'kyc:read']));
  });

  it('are described by the tools that require them, with their risks', () => {
    expect(scopes.describe('payments:write')).toMatch(/^Payments: .+\. Moves money\.$/);
    expect(scopes.describe('api-keys:write')).toMatch(/ Deletes or revokes\.$/);
    expect(scopes.describe('payments:read')).toMatch(/^Payments: [^.]+\.$/);
    for (const scope of scopes.all) expect(scopes.describe(scope)).toMatch(/^[A-Z][^:]+: \S.*\.$/);
  });

  it('for reading include no scope that writes', () => {
    expect(scopes.reading).toEqual(expect.arrayContaining(['kyc:read', 'tools:list']));
    expect(scopes.requestable).toEqual(expect.arrayContaining([...scopes.reading]));
    expect(scopes.reading).not.toContain('payments:write');
  });

  it('of password sign-ins are those for reading, or all that a client may request', () => {
    expect(scopesOfPasswords(scopes, 'read')).toEqual(scopes.reading);
    expect(scopesOfPasswords(scopes, 'all')).toEqual(scopes.requestable);
  });
});

describe('the setting signInScopes', () => {
  it('limits what a client may request to names and patterns, and keeps the scope for listing tools', () => {
    const limited = scopesOf(manifests, ['kyc:*', 'payments:read']);
    expect(limited.requestable).toEqual(['kyc:money', 'kyc:read', 'payments:read', 'tools:list']);
    expect(limited.all).toEqual(scopes.all);
  });

  it.each(['payment:read', 'payments:refund', 'refunds:*'])(
    'is refused if it names %s, which no sign-in can have',
    (name) => {
      expect(() => scopesOf(manifests, ['kyc:*', name])).toThrow(`signInScopes: "${name}" matches no scope`);
    },
  );
});

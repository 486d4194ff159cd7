import { describe, expect, it } from '@jest/globals';
import { ROLES_OF_SCOPES } from '../schemas/role-scopes.ts';
import { loadManifests } from './families.ts';
import { scopesOf, scopesOfPasswords } from './scopes.ts';

const scopes = scopesOf(await loadManifests());

describe('the scopes of a stage', () => {
  it('hold every scope that takes a role, and no client of a person may ask for one of them', () => {
    const taking = Object.keys(ROLES_OF_SCOPES);
    expect(scopes.all).toEqual(expect.arrayContaining(taking));
    expect(scopes.requestable).toEqual(scopes.all.filter((scope) => !taking.includes(scope)));
    expect(scopes.requestable).toEqual(expect.arrayContaining(['payments:write', 'fraud:write', 'kyc:read']));
  });

  it('are asked for at first as far as reading takes them', () => {
    expect(scopes.initial).toEqual(expect.arrayContaining(['kyc:read', 'tools:list']));
    expect(scopes.requestable).toEqual(expect.arrayContaining([...scopes.initial]));
    expect(scopes.initial).not.toContain('payments:write');
  });

  it('of people who signed in with a password are those of reading, or those that anybody may ask for', () => {
    expect(scopesOfPasswords(scopes, 'read')).toEqual(scopes.initial);
    expect(scopesOfPasswords(scopes, 'all')).toEqual(scopes.requestable);
  });
});

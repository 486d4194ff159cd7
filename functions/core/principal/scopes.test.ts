import { describe, expect, it } from '@jest/globals';
import { missingScopes, scopesWithinRoles } from './scopes.ts';

describe('scopes that are missing', () => {
  it.each([
    { required: [], held: [], missing: [] },
    { required: ['a'], held: ['a', 'b'], missing: [] },
    { required: ['a', 'b', 'c'], held: ['b'], missing: ['a', 'c'] },
    { required: ['a', 'b'], held: ['*'], missing: [] },
    { required: ['kyc:read'], held: ['kyc:', 'kyc:*', 'kyc:readers', 'KYC:READ'], missing: ['kyc:read'] },
  ])('of $required are $missing where $held are held', ({ required, held, missing }) => {
    expect(missingScopes(required, { scopes: held, roles: ['user'] })).toEqual(missing);
  });

  it.each([
    ['user', ['kyc:read', 'payments:refund', 'fraud:review', 'users:act', 'admin'], 4],
    ['operator', ['payments:refund', 'fraud:review', 'users:act', 'admin'], 2],
    ['admin', ['payments:refund', 'fraud:review', 'users:act', 'admin'], 0],
  ])(
    'of the role %s are those that it may not have, whether they are held by name or by a star',
    (role, scopes, count) => {
      const missing = scopes.slice(scopes.length - count);
      expect(missingScopes(scopes, { scopes, roles: [role] })).toEqual(missing);
      expect(missingScopes(scopes, { scopes: ['*'], roles: [role] })).toEqual(missing);
      expect(scopesWithinRoles({ scopes: ['*', ...scopes], roles: [role] })).toEqual([
        '*',
        ...scopes.filter((scope) => !missing.includes(scope)),
      ]);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { missingScopes } from './scopes.ts';

describe('scopes that are missing', () => {
  it.each([
    { required: [], held: [], missing: [] },
    { required: ['a'], held: ['a', 'b'], missing: [] },
    { required: ['a', 'b', 'c'], held: ['b'], missing: ['a', 'c'] },
    { required: ['a', 'b'], held: ['*'], missing: [] },
    { required: ['kyc:read'], held: ['kyc:', 'kyc:*', 'kyc:readers', 'KYC:READ'], missing: ['kyc:read'] },
  ])('of $required are $missing where $held are held', ({ required, held, missing }) => {
    expect(missingScopes(required, { scopes: held })).toEqual(missing);
  });
});

import { expect, it } from '@jest/globals';
import { scopesOfPasswords } from './scopes.ts';

const scopes = {
  all: ['admin', 'kyc:money', 'kyc:read', 'tools:list', 'users:act'],
  initial: ['kyc:read', 'tools:list'],
};

it('whoever signed in with a password reads, or does what people do, and never administers or acts for others', () => {
  expect(scopesOfPasswords(scopes, 'read')).toEqual(['kyc:read', 'tools:list']);
  expect(scopesOfPasswords(scopes, 'all')).toEqual(['kyc:money', 'kyc:read', 'tools:list']);
});

import { expect, it } from '@jest/globals';
import { requireAdminScope } from './administrator.ts';

it.each([[['*']], [['kyc:read', 'admin']]])('a credential with %j administers', (scopes) => {
  expect(() => requireAdminScope({ scopes })).not.toThrow();
});

it.each([[[]], [['kyc:read']], [['admin:read']]])('a credential with %j does not, whoever holds it', (scopes) => {
  expect(() => requireAdminScope({ scopes })).toThrow(
    expect.objectContaining({ code: 'E1004', details: expect.objectContaining({ missingScopes: ['admin'] }) }),
  );
});

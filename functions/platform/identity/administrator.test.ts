import { describe, expect, it } from '@jest/globals';
import { requireAdminScope, requireApprovalsScope } from './administrator.ts';

const lacks = (scope: string) =>
  expect.objectContaining({ code: 'E1004', details: expect.objectContaining({ missingScopes: [scope] }) });

describe("the administrators' API", () => {
  it.each([[['*']], [['kyc:read', 'admin']]])('is open to an administrator with %j', (scopes) => {
    expect(() => requireAdminScope({ scopes, roles: ['admin'] })).not.toThrow();
  });

  it.each([[[]], [['kyc:read']], [['admin:read']]])('is closed with %j, also to an administrator', (scopes) => {
    expect(() => requireAdminScope({ scopes, roles: ['admin'] })).toThrow(lacks('admin'));
  });

  it.each([[['*']], [['admin']]])('is closed to an operator with %j', (scopes) => {
    expect(() => requireAdminScope({ scopes, roles: ['operator'] })).toThrow(lacks('admin'));
  });
});

describe('deciding approvals', () => {
  it.each([
    ['operator', ['*']],
    ['operator', ['approvals:decide']],
    ['admin', ['admin']],
  ])('is open to the role %s with %j', (role, scopes) => {
    expect(() => requireApprovalsScope({ scopes, roles: [role] })).not.toThrow();
  });

  it.each([
    ['operator', ['kyc:read']],
    ['operator', ['admin']],
    ['user', ['*', 'approvals:decide', 'admin']],
  ])('is closed to the role %s with %j', (role, scopes) => {
    expect(() => requireApprovalsScope({ scopes, roles: [role] })).toThrow(lacks('approvals:decide'));
  });
});

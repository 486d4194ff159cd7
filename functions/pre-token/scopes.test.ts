import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROLES } from '../../schemas/issuer.ts';
import { mayHave, ROLES_OF_SCOPES } from '../../schemas/role-scopes.ts';
import { scopeChanges } from './scopes.ts';

const API = 'https://mcp.example.com/mcp/';
const asked = (scopes: string[], groups: string[] = []) =>
  scopeChanges({ scopes, groupConfiguration: { groupsToOverride: groups } });

describe('the scopes of an access token', () => {
  it.each([
    ['operator', ['approvals:decide', 'fraud:review', 'payments:refund']],
    ['admin', ['admin', 'users:act', 'approvals:decide', 'fraud:review', 'payments:refund']],
    ['developer', []],
    ['user', []],
    ['Corporate_SAML', []],
  ])('gain what the group %s gives', (group, scopes) => {
    expect(asked(['openid', `${API}tools:list`], [group])).toEqual({
      scopesToAdd: scopes.map((scope) => `${API}${scope}`),
      scopesToSuppress: [],
    });
  });

  it('lose what no group of the person gives, however the client came to ask for it', () => {
    const wanted = ['payments:write', ...Object.keys(ROLES_OF_SCOPES)].map((scope) => `${API}${scope}`);
    expect(asked(wanted, ['user'])).toEqual({ scopesToAdd: [], scopesToSuppress: wanted.slice(1) });
    expect(asked(wanted, ['operator']).scopesToSuppress).toEqual([`${API}admin`, `${API}users:act`]);
    expect(asked(wanted, ['admin']).scopesToSuppress).toEqual([]);
  });

  it('stay unchanged if the token is not for the API', () => {
    expect(asked(['openid', 'email', 'aws.cognito.signin.user.admin'], ['admin'])).toEqual({
      scopesToAdd: [],
      scopesToSuppress: [],
    });
  });

  it('never hold one that the roles may not have, whatever is asked for and in which groups the person is', () => {
    const scope = fc.constantFrom('kyc:read', 'payments:write', ...Object.keys(ROLES_OF_SCOPES));
    fc.assert(
      fc.property(fc.array(scope), fc.subarray([...ROLES, 'other']), (names, groups) => {
        const before = names.map((name) => `${API}${name}`);
        const { scopesToAdd, scopesToSuppress } = asked(before, groups);
        const after = [...before.filter((one) => !scopesToSuppress.includes(one)), ...scopesToAdd];
        expect(after.filter((one) => !mayHave(one.slice(API.length), groups))).toEqual([]);
      }),
    );
  });
});

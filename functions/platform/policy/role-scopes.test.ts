import { describe, expect, it } from '@jest/globals';
import { ROLES } from '../../../schemas/issuer.ts';
import { mayHave, ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import { engineWith, policyRequest, tool } from '../../../test/support/policies.ts';
import { missingScopes } from '../../core/principal/scopes.ts';

const engine = await engineWith();
const SCOPES = [...Object.keys(ROLES_OF_SCOPES), 'payments:write', 'tools:list'];
const pairs = ROLES.flatMap((role) => SCOPES.map((scope) => ({ role, scope })));

describe('the table of roles and scopes', () => {
  it.each(pairs)('holds in policies and in checks alike: $role, $scope', ({ role, scope }) => {
    for (const scopes of [[scope], ['*'], ['*', ...SCOPES]]) {
      const { effect } = engine.decide(
        policyRequest({ principal: { roles: [role], scopes }, resource: tool('act', { requiredScopes: [scope] }) }),
      );
      expect([scopes, effect]).toEqual([scopes, mayHave(scope, [role]) ? 'allow' : 'deny']);
      expect(missingScopes([scope], { roles: [role], scopes })).toEqual(mayHave(scope, [role]) ? [] : [scope]);
    }
  });

  it('names roles that ship, and gives an administrator all of its scopes', () => {
    for (const roles of Object.values(ROLES_OF_SCOPES)) {
      expect(ROLES).toEqual(expect.arrayContaining([...roles]));
      expect(roles).toContain('admin');
    }
  });
});

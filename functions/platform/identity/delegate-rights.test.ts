import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../../schemas/invocation.ts';
import { ROLES } from '../../../schemas/issuer.ts';
import { ROLES_OF_SCOPES } from '../../../schemas/role-scopes.ts';
import { TIERS } from '../../../schemas/tool-definition.ts';
import { missingScopes } from '../../core/principal/scopes.ts';
import { delegateRights, type WantedRights } from './delegate-rights.ts';

const ADA: Principal = {
  id: 'test:ada',
  tenant: 'acme',
  tier: 'team',
  roles: ['operator'],
  scopes: ['kyc:read', 'payments:refund'],
  credential: 'key-0',
};
const given = (wanted: Partial<WantedRights>, giver: Partial<Principal> = {}) =>
  delegateRights({ scopes: ['kyc:read'], roles: ['user'], ...wanted }, { ...ADA, ...giver });
const refusal = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) });

describe('what a credential hands on', () => {
  it('has the requested rights, and the tier of the giver if none is requested', () => {
    expect(given({})).toEqual({ scopes: ['kyc:read'], roles: ['user'], tier: 'team' });
    expect(given({ tier: 'free' })).toMatchObject({ tier: 'free' });
  });

  it('is limited to the bundle of the giver', () => {
    expect(given({}, { bundle: 'kyc' })).toMatchObject({ bundle: 'kyc' });
  });

  it.each([
    ['a scope that it lacks', { scopes: ['kyc:money'] }, {}, 'E1004', 'scopes'],
    ['every scope', { scopes: ['*'] }, {}, 'E1004', 'scopes'],
    [
      'a scope that its role may not have',
      { scopes: ['users:act'] },
      { scopes: ['*', 'users:act'] },
      'E1004',
      'scopes',
    ],
    ['a higher role', { roles: ['admin'] }, {}, 'E1004', 'roles'],
    ['a higher plan', { tier: 'enterprise' as const }, {}, 'E1004', 'tier'],
    ['a plan that may end', { tier: 'team' as const }, { credentialTier: 'free' as const }, 'E1004', 'tier'],
    ['a scope without the role that it takes', { scopes: ['payments:refund'] }, {}, 'E2004', 'scopes'],
  ])('is not %s', (_what, wanted, giver, code, field) => {
    expect(() => given(wanted, giver)).toThrow(refusal(code, field));
  });

  it('is a scope of a role together with the role', () => {
    expect(given({ scopes: ['payments:refund'], roles: ['operator'] })).toMatchObject({ scopes: ['payments:refund'] });
  });

  it('never exceeds the rights of the giver, whatever is requested', () => {
    const scopes = fc.subarray(['kyc:read', 'kyc:money', '*', ...Object.keys(ROLES_OF_SCOPES)]);
    const rights = { scopes, roles: fc.subarray([...ROLES]), tier: fc.constantFrom(...TIERS) };
    const bundle = fc.option(fc.constantFrom('kyc', 'payments'), { nil: undefined });
    fc.assert(
      fc.property(fc.record(rights), fc.record({ ...rights, bundle }), (wanted, giver) => {
        let made: ReturnType<typeof delegateRights>;
        try {
          made = given(wanted, giver);
        } catch {
          return;
        }
        const every = ['kyc:read', 'kyc:money', 'tools:list', ...Object.keys(ROLES_OF_SCOPES)];
        const held = every.filter((scope) => missingScopes([scope], made).length === 0);
        expect(missingScopes(held, giver)).toEqual([]);
        expect(TIERS.indexOf(made.tier)).toBeLessThanOrEqual(TIERS.indexOf(giver.tier));
        expect(made.bundle).toBe(giver.bundle);
      }),
    );
  });
});

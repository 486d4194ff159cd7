import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from '../../../schemas/invocation.ts';
import { principalFrom, toAuthorizerContext } from './authorizer-context.ts';

const word = fc.stringMatching(/^[a-z:_-]{1,12}$/);
const principals: fc.Arbitrary<Principal> = fc.record(
  {
    id: word,
    tenant: word,
    tier: fc.constantFrom('free', 'personal', 'team', 'enterprise'),
    roles: fc.array(word),
    scopes: fc.array(word),
    credential: fc.string(),
    unattended: fc.constant(true),
    authTime: fc.nat(),
    amr: fc.array(word, { minLength: 1 }),
    acr: word,
    lineage: fc.array(
      fc.oneof(fc.record({ key: word }), fc.record({ token: fc.record({ issuer: word, subject: fc.string() }) })),
    ),
    endsAt: fc.nat(),
    ownerTier: fc.constantFrom('free', 'team'),
  },
  { requiredKeys: ['id', 'tenant', 'tier', 'roles', 'scopes', 'credential'] },
);

describe('the principal on its way through API Gateway', () => {
  it('is the same after the gateway has passed it on', () => {
    fc.assert(
      fc.property(principals, (principal) => {
        expect(principalFrom({ principalId: principal.id, ...toAuthorizerContext(principal) })).toEqual(principal);
      }),
    );
  });

  it('consists of texts only, as the gateway requires', () => {
    fc.assert(
      fc.property(principals, (principal) => {
        expect(Object.values(toAuthorizerContext(principal)).every((value) => typeof value === 'string')).toBe(true);
      }),
    );
  });

  it('expires with its credential, plus a minute for clock differences', () => {
    const principal = { id: 'a:b', tenant: 't', tier: 'free' as const, roles: [], scopes: [], credential: 'c' };
    const context = { principalId: principal.id, ...toAuthorizerContext(principal, 1_000) };
    expect(principalFrom(context, 1_059)).toEqual(principal);
    expect(() => principalFrom(context, 1_060)).toThrow(expect.objectContaining({ code: 'E1003', status: 401 }));
  });

  it('is refused with a lineage that cannot be read', () => {
    const principal = { id: 'a:b', tenant: 't', tier: 'free' as const, roles: [], scopes: [], credential: 'c' };
    const context = { principalId: principal.id, ...toAuthorizerContext(principal) };
    for (const lineage of ['{', '{}', '[{"key":1}]']) {
      expect(() => principalFrom({ ...context, lineage })).toThrow(expect.objectContaining({ code: 'E1001' }));
    }
  });

  it.each([undefined, null, {}, { principalId: '' }])('is missing in %j', (context) => {
    expect(() => principalFrom(context)).toThrow(expect.objectContaining({ code: 'E1001' }));
  });
});

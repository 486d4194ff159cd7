import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PERMISSIONS, type PolicyRequest } from '../../../../schemas/policy.ts';
import type { PolicyRecord } from '../../../../schemas/policy-records.ts';
import { TIERS } from '../../../../schemas/tool-definition.ts';
import { engineWith, policy, policyRequest, tool } from '../../../../test/support/policies.ts';

const ROLES = ['user', 'developer', 'operator', 'admin', 'stranger'];

const request: fc.Arbitrary<PolicyRequest> = fc
  .record({
    roles: fc.subarray(ROLES),
    tier: fc.constantFrom(...TIERS),
    scopes: fc.subarray(['a', 'b', '*']),
    permissions: fc.option(fc.subarray([...PERMISSIONS]), { nil: undefined }),
    action: fc.constantFrom(...PERMISSIONS),
    requiredScopes: fc.subarray(['a', 'b']),
    requiredTier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
    movesMoney: fc.boolean(),
    findings: fc.subarray(['script', 'prompt_injection']),
    kind: fc.constantFrom('tool' as const, 'resource' as const, 'prompt' as const, 'platform' as const),
  })
  .map(({ roles, tier, scopes, permissions, action, findings, ...resource }) =>
    policyRequest({
      principal: { roles, tier, scopes, permissions },
      action,
      resource: tool('echo', resource),
      context: { findings },
    }),
  );

const CONDITIONS = [
  'true',
  'principal.tier == "team"',
  'principal in Role::"user"',
  'context.findings.contains("script")',
  'resource has movesMoney && resource.movesMoney',
  'resource.nothing == 1',
];
const policyOf = (effect: 'permit' | 'forbid', mode: PolicyRecord['mode']) =>
  fc
    .constantFrom(...CONDITIONS)
    .map((condition) => policy('added', `${effect} (principal, action, resource) when { ${condition} };`, { mode }));

const RUNS = { numRuns: 60 };

describe('laws of decisions', () => {
  it('a forbid more never turns deny into allow', async () => {
    const before = await engineWith();
    await fc.assert(
      fc.asyncProperty(request, policyOf('forbid', 'ENFORCE'), async (asked, added) => {
        const after = (await engineWith({ policies: [added] })).decide(asked);
        expect(before.decide(asked).effect === 'deny' && after.effect !== 'deny').toBe(false);
      }),
      RUNS,
    );
  });

  it('LOG_ONLY never changes effect, reasons or policies', async () => {
    const before = await engineWith();
    await fc.assert(
      fc.asyncProperty(
        request,
        fc.oneof(policyOf('forbid', 'LOG_ONLY'), policyOf('permit', 'LOG_ONLY')),
        async (asked, added) => {
          const { logOnly: _noted, ...after } = (await engineWith({ policies: [added] })).decide(asked);
          const { logOnly: _none, ...without } = before.decide(asked);
          expect(after).toEqual(without);
        },
      ),
      RUNS,
    );
  });

  it('without a role nothing is allowed, whatever scopes, tier and permissions say', async () => {
    const engine = await engineWith();
    fc.assert(
      fc.property(request, (asked) => {
        const nobody = { ...asked, principal: { ...asked.principal, roles: [] } };
        expect(engine.decide(nobody).effect).toBe('deny');
      }),
    );
  });

  it('what is allowed is visible', async () => {
    const engine = await engineWith();
    fc.assert(
      fc.property(request, (asked) => {
        const { principal, context, resource } = asked;
        fc.pre(resource.kind !== 'platform');
        const lists = engine.decide({ ...asked, action: 'tools:list' }).effect === 'allow';
        const uses = engine.decide({ ...asked, action: resource.kind === 'tool' ? 'tools:execute' : 'tools:read' });
        const [visible] = engine.visible({ principal, context, resources: [resource] });
        if (lists && uses.effect === 'allow') expect(visible).toBe(true);
        if (visible) expect(lists).toBe(true);
      }),
    );
  });

  it('a decision has a reason, and an error denies', async () => {
    const engine = await engineWith({
      policies: [policy('bad', 'forbid (principal, action, resource) when { resource.nothing };')],
    });
    fc.assert(
      fc.property(request, (asked) => {
        const { effect, reasons, errors } = engine.decide(asked);
        expect(reasons.length).toBeGreaterThan(0);
        expect(errors.length).toBeGreaterThan(0);
        expect(effect).toBe('deny');
      }),
    );
  });
});

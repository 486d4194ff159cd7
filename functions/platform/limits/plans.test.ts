import { describe, expect, it } from '@jest/globals';
import { agentId } from '../../../schemas/agents.ts';
import { Plan, SHIPPED_PLANS } from '../../../schemas/plans.ts';
import { inAssignedTier, lastingTier, ownersPlan, planFor, plansOf } from './plans.ts';

const records = [...SHIPPED_PLANS, Plan.parse({ name: 'trial', title: 'Trial' })].map((plan) => ({
  ...plan,
  updatedAt: '2026-11-21T00:00:00.000Z',
  updatedBy: 'test',
}));
const plans = plansOf(records, [
  { tenant: 'acme', plan: 'team' },
  { tenant: 'acme', principal: 'ada', plan: 'enterprise' },
  { tenant: 'acme', principal: 'tim', plan: 'trial' },
]);
const whom = (id: string, tenant = 'acme') => ({ id, tenant, tier: 'free' as const, scopes: ['a'] });

describe('an assigned plan', () => {
  it.each([
    ['ada', 'acme', 'enterprise', 'enterprise'],
    ['bob', 'acme', 'team', 'team'],
    ['tim', 'acme', 'trial', 'free'],
    ['ada', 'elsewhere', 'free', 'free'],
  ])('gives %s of %s the plan %s and the tier %s', (id, tenant, plan, tier) => {
    expect(planFor(plans, whom(id, tenant)).name).toBe(plan);
    expect(inAssignedTier(plans, whom(id, tenant))).toMatchObject({ ...whom(id, tenant), tier });
  });

  it.each([
    ['ada', 'free', 'free'],
    ['bob', 'enterprise', 'team'],
    ['tim', 'personal', 'personal'],
  ] as const)('of %s with a credential of the tier %s leaves %s for what lasts', (id, tier, lasting) => {
    expect(lastingTier(inAssignedTier(plans, { ...whom(id), tier }))).toBe(lasting);
  });
});

describe('the plan that an agent counts for', () => {
  const agent = (owner: string, tenant: string, ownerTier?: 'team') => ({
    ...whom(agentId(tenant, owner, 'nightly'), tenant),
    ownerTier,
  });
  it('is the plan assigned to its owner, else that of the owner’s tier', () => {
    expect(ownersPlan(plans, agent('ada', 'acme')).name).toBe('enterprise');
    expect(ownersPlan(plans, agent('eve', 'elsewhere', 'team')).name).toBe('team');
    expect(ownersPlan(plans, agent('eve', 'elsewhere')).name).toBe('free');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planOf } from './plan.ts';
import { fundsOf, RISK_PROFILES, ruleOf } from './profiles.ts';

describe('plans', () => {
  it.each([
    ['income', [12, 8, 56, 24]],
    ['conservative', [24, 16, 42, 18]],
    ['moderate', [36, 24, 28, 12]],
    ['growth', [48, 32, 14, 6]],
  ] as const)('have whole percentages that add up to 100 for the profile %s', (profile, percents) => {
    expect(fundsOf(profile).map(({ percent }) => percent)).toEqual(percents);
    expect(ruleOf(profile)).toContain(`"${profile}"`);
  });

  it('add up to the amount, each fund within a cent of its share', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RISK_PROFILES),
        fc.integer({ min: 1_667, max: 10_000_000_00 }),
        (profile, cents) => {
          const { allocations } = planOf({ risk_profile: profile, initial_investment_minor: cents });
          expect(allocations.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(cents);
          for (const { amount, percent } of allocations) {
            expect(Math.abs(amount.minor * 100 - cents * percent)).toBeLessThan(100);
          }
        },
      ),
    );
  });

  it('are refused with the least possible amount if a fund would get less than a dollar', () => {
    const plan = (text: string) => planOf({ risk_profile: 'growth', initial_investment: text });
    expect(() => plan('16.50')).toThrow(expect.objectContaining({ code: 'E2004' }));
    expect(plan('16.67').allocations.at(-1)?.amount.minor).toBe(100);
  });
});

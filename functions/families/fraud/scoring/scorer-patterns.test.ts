import { describe, expect, it } from '@jest/globals';
import { flagOf, NOW, score, settled, transaction } from '../../../../test/support/fraud-scoring.ts';
import { isCountry, leastKmBetween } from './countries.ts';
import { EMPTY_MERCHANT } from './merchant-record.ts';
import { EMPTY_PROFILE, holdBack, type Profile, remember } from './profile.ts';
import { scoreTransaction } from './scorer.ts';
import { DEFAULT_POLICY, type ScoringPolicy } from './scoring-policy.ts';
import { NOTHING_SHARED } from './sharing.ts';
import { DAY, HOUR, MINUTE } from './transaction.ts';

describe('an account that is emptied four times', () => {
  const thief = (minute: number) =>
    transaction({
      id: `theft-${minute}`,
      at: NOW + minute * MINUTE,
      amountMinor: 90_000,
      device: 'stranger',
      counterparty: 'mule',
      location: { country: 'BR', latitude: -23.5, longitude: -46.6 },
    });
  const home = { device: 'own', location: { country: 'DE', latitude: 52.5, longitude: 13.4 } };

  it('stays critical each time, and the next payment of the honest customer stays low', () => {
    let profile = settled(home);
    for (const minute of [0, 5, 10, 15]) {
      expect(score(thief(minute), { profile }).level).toBe('critical');
      profile = holdBack(profile, thief(minute));
    }
    expect(score({ ...home, at: NOW + 2 * HOUR }, { profile }).level).toBe('low');
  });
});

describe('structuring', () => {
  const amounts = (list: readonly number[], apart: number) =>
    list.reduce(
      (profile, amountMinor, index) =>
        remember(profile, transaction({ at: NOW - (list.length - index) * apart, amountMinor, currency: 'USD' })),
      EMPTY_PROFILE,
    );
  const now = (amountMinor: number, profile: Profile) => score({ amountMinor, currency: 'USD' }, { profile });

  it('is flagged at the third amount just below a limit within a week', () => {
    expect(now(990_000, amounts([990_000, 990_000], 2 * DAY))).toMatchObject({
      level: 'medium',
      flags: [{ code: 'JUST_BELOW_LIMIT', points: 30, evidence: { count_of_week: 3, limit: '10000.00' } }],
    });
  });

  it('is flagged if a sum above a limit is split into parts of one day', () => {
    const split = now(400_000, amounts([350_000, 350_000], HOUR));
    expect(split.flags).toContainEqual(
      expect.objectContaining({ code: 'SPLIT_SUM', evidence: expect.objectContaining({ sum_of_day: '11000.00' }) }),
    );
    expect(split.level).toBe('medium');
  });

  it('is not flagged for ordinary shopping of a day, or for parts of several days', () => {
    expect(now(8_000, amounts([9_000, 250_000, 10_000], HOUR)).flags).toEqual([]);
    expect(now(400_000, amounts([350_000, 350_000], 2 * DAY)).flags).toEqual([]);
  });
});

describe('velocity', () => {
  it('raises an alert at the fourth payment of one unit each minute', () => {
    let profile = EMPTY_PROFILE;
    const levels = Array.from({ length: 5 }, (_, minute) => {
      const facts = transaction({ id: `t${minute}`, at: NOW + minute * MINUTE, amountMinor: 100 });
      const { level } = scoreTransaction(facts, { profile, merchant: EMPTY_MERCHANT });
      profile = level === 'insufficient_history' ? remember(profile, facts) : holdBack(profile, facts);
      return level;
    });
    expect(levels.slice(0, 3)).toEqual(['insufficient_history', 'insufficient_history', 'insufficient_history']);
    expect(levels.slice(3)).toEqual(['medium', 'medium']);
  });

  it.each([
    ['SHARED_DEVICE', { device: 3 }, 15],
    ['SHARED_CARD', { card: 2 }, 15],
    ['SHARED_ADDRESS', { address: 6 }, 16],
    ['MERCHANT_BURST', { merchantHour: { count: 40, meanOfDay: 24, daysKnown: 10 } }, 25],
  ] as const)('across customers raises %s', (code, shared, points) => {
    expect(flagOf(code, {}, { sharing: { ...NOTHING_SHARED, ...shared } })?.points).toBe(points);
  });

  it('of a household, or of a merchant that is always busy, is not flagged', () => {
    const busy = { count: 40, meanOfDay: 900, daysKnown: 10 };
    const { flags } = score({}, { sharing: { device: 2, card: 1, address: 4, merchantHour: busy } });
    expect(flags).toEqual([]);
  });
});

describe('a change of country', () => {
  const profile = remember(EMPTY_PROFILE, transaction({ at: NOW - HOUR, location: { country: 'DE' } }));
  it('is impossible within an hour to another continent, without any coordinates', () => {
    expect(flagOf('IMPOSSIBLE_TRAVEL', { location: { country: 'BR' } }, { profile })).toMatchObject({
      evidence: { last_country: 'DE', country: 'BR', hours: 1 },
    });
  });

  it('is possible between neighbouring countries', () => {
    expect(flagOf('IMPOSSIBLE_TRAVEL', { location: { country: 'FR' } }, { profile })).toBeUndefined();
  });

  it.each([
    ['US', 'CA'],
    ['RU', 'NO'],
    ['FR', 'GB'],
    ['CL', 'AR'],
    ['IN', 'CN'],
  ])('from %s to %s has no least distance', (one, other) => {
    expect(leastKmBetween(one, other)).toBe(0);
  });

  it('knows the countries of ISO 3166-1 only', () => {
    expect(['DE', 'XK', 'GF'].every(isCountry)).toBe(true);
    expect(['XX', 'UK', 'EU', 'ZZ', 'de'].some(isCountry)).toBe(false);
  });
});

describe('the settings of scoring', () => {
  const policy = (changes: Partial<ScoringPolicy>): ScoringPolicy => ({ ...DEFAULT_POLICY, ...changes });
  const unusual = { amountMinor: 90_000, device: 'new' };
  const profile = settled({ device: 'own' });

  it('move the levels, and switch rules off', () => {
    const before = score(unusual, { profile });
    expect(score(unusual, { profile, policy: policy({ levels: { medium: 97, high: 98, critical: 99 } }) }).level).toBe(
      'low',
    );
    const { flags } = score(unusual, { profile, policy: policy({ rules: { NEW_DEVICE: 0 } }) });
    expect(before.flags.map(({ code }) => code)).toContain('NEW_DEVICE');
    expect(flags.map(({ code }) => code)).not.toContain('NEW_DEVICE');
  });

  it('name parties that are critical whatever they do', () => {
    const denied = score({ counterparty: 'mule' }, { policy: policy({ deny: { payees: ['mule'] } }) });
    expect(denied).toMatchObject({
      level: 'critical',
      flags: [{ code: 'DENY_LISTED', evidence: { listed: 'payees' } }],
    });
  });

  it('name parties that are never new, but their amounts are still looked at', () => {
    const allowed = score(unusual, { profile, policy: policy({ allow: { devices: ['new'] } }) });
    const codes = allowed.flags.map(({ code }) => code);
    expect(codes).not.toContain('NEW_DEVICE');
    expect(codes).toContain('AMOUNT_UNUSUAL');
  });
});

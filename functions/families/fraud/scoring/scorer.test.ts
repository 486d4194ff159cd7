import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { curveOf, flagOf, NOW, score, settled, transaction } from '../../../../test/support/fraud-scoring.ts';
import { distanceKm } from './distance.ts';
import { levelOf } from './levels.ts';
import { EMPTY_MERCHANT, fraudRate, type MerchantRecord, note } from './merchant-record.ts';
import { EMPTY_PROFILE, holdBack, remember } from './profile.ts';
import { scoreTransaction } from './scorer.ts';
import { DAY, HOUR, MINUTE } from './transaction.ts';
import { pointsOf, RULES } from './weights.ts';

describe('a score worked by hand', () => {
  it('counts deviations above the mean: 60.50 lies 3.5 of 11.00 above 22.00', () => {
    // Half of the mean is the least deviation: 11.00. (60.50 - 22.00) / 11.00 = 3.5, halfway between two knots.
    const [three = 0, four = 0] = [3, 4].map((value) => pointsOf(curveOf('AMOUNT_UNUSUAL'), value));
    const flag = flagOf('AMOUNT_UNUSUAL', { amountMinor: 6_050 });
    expect(flag?.points).toBeCloseTo((three + four) / 2, 0);
    expect(flag?.evidence).toEqual({
      amount: '60.50',
      mean: '22.00',
      deviation: '11.00',
      deviations: 3.5,
      currency: 'EUR',
      count: 20,
    });
  });

  it('counts the fourth and later transactions of an hour, flagged ones too', () => {
    const burst = (count: number, add = remember) =>
      Array.from({ length: count }, (_, index) => transaction({ at: NOW - (index + 1) * MINUTE }))
        .reverse()
        .reduce((profile, one) => add(profile, one), EMPTY_PROFILE);
    expect(flagOf('VELOCITY_HOUR', {}, { profile: burst(2) })).toBeUndefined();
    expect(flagOf('VELOCITY_HOUR', {}, { profile: burst(3) })?.points).toBe(5);
    expect(flagOf('VELOCITY_HOUR', {}, { profile: burst(30, holdBack) })?.points).toBe(40);
  });

  it('finds travel that no airliner makes, and none that one does', async () => {
    const berlin = { latitude: 52.52, longitude: 13.4 };
    const paris = { latitude: 48.86, longitude: 2.35 };
    const profile = remember(EMPTY_PROFILE, transaction({ at: NOW - HOUR, location: berlin }));
    // 878 km in one hour could be flown; in half an hour not.
    expect(flagOf('IMPOSSIBLE_TRAVEL', { location: paris }, { profile })).toBeUndefined();
    const sooner = flagOf('IMPOSSIBLE_TRAVEL', { at: NOW - HOUR / 2, location: paris }, { profile });
    expect(sooner).toMatchObject({ points: 30, evidence: { hours: 0.5 } });
  });

  it('counts fraud of a merchant only once a week has passed', async () => {
    const merchant = { id: 'shop' };
    const record = (daysAgo: number) =>
      Array.from({ length: 10 }).reduce<MerchantRecord>(
        (days) => note(note(days, NOW - daysAgo * DAY, 'transaction'), NOW - daysAgo * DAY, 'fraud'),
        EMPTY_MERCHANT,
      );
    expect(flagOf('MERCHANT_FRAUD_RECENT', { merchant }, { merchant: record(6) })).toBeUndefined();
    // 10 of 10, with two honest ones assumed: 10 / 12 lies beyond the last knot.
    expect(flagOf('MERCHANT_FRAUD_RECENT', { merchant }, { merchant: record(7) })?.points).toBe(
      curveOf('MERCHANT_FRAUD_RECENT').at(-1)?.[1],
    );
  });

  it.each([
    ['NEW_DEVICE', { device: 'two' }, { device: 'one' }, 12],
    ['NEW_COUNTRY', { location: { country: 'BR' } }, { location: { country: 'DE' } }, 10],
    ['NEW_PAYEE', { counterparty: 'two', amountMinor: 6_600 }, { counterparty: 'one' }, 6],
    ['MERCHANT_CATEGORY', { merchant: { id: 'm', categoryCode: '7995' } }, {}, 10],
    ['ROUND_AMOUNT', { amountMinor: 20_000 }, {}, 5],
  ] as const)('%s', async (code, now, before, points) => {
    expect(flagOf(code, now, { profile: settled(before) })?.points).toBe(points);
    expect(flagOf(code, before, { profile: settled(before) })).toBeUndefined();
  });
});

type Drawn<Source> = Source extends fc.Arbitrary<infer Value> ? Value : never;

describe('any score', () => {
  const anything = fc.record({
    amountMinor: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'),
    hours: fc.integer({ min: -24 * 40, max: 24 * 40 }),
    device: fc.constantFrom('one', 'two'),
    counterparty: fc.constantFrom('one', 'two'),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  const read = ({ hours, latitude, longitude, ...facts }: Drawn<typeof anything>) =>
    transaction({ ...facts, at: NOW + hours * HOUR, location: { latitude, longitude } });

  it('lies between 0 and 100, is the sum of its points up to there, and no flag is outside its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 12 }), anything, async (before, now) => {
        const profile = before.map(read).reduce(remember, EMPTY_PROFILE);
        const { score: total, level, flags } = scoreTransaction(read(now), { profile, merchant: EMPTY_MERCHANT });
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(100);
        // Reasons of less than a point are counted, and not shown.
        const shown = flags.reduce((sum, { points }) => sum + points, 0);
        expect(total).toBeGreaterThanOrEqual(Math.min(100, shown) - 0.05);
        expect(total).toBeLessThan(shown + Object.keys(RULES).length);
        expect([levelOf(total), 'insufficient_history']).toContain(level);
        for (const { code, points, evidence } of flags) {
          expect(points).toBeGreaterThanOrEqual(1);
          expect(points).toBeLessThanOrEqual(curveOf(code).at(-1)?.[1] ?? 0);
          expect(Object.keys(evidence).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never falls when the amount rises', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 50_000 }), async (one, other) => {
        const points = (amountMinor: number) => flagOf('AMOUNT_UNUSUAL', { amountMinor })?.points ?? 0;
        expect(points(Math.max(one, other))).toBeGreaterThanOrEqual(points(Math.min(one, other)));
      }),
      { numRuns: 40 },
    );
  });

  it('of a first transaction says that nothing is known, instead of a low risk', () => {
    expect(score({ amountMinor: 123_456 }, { profile: EMPTY_PROFILE })).toEqual({
      score: 0,
      level: 'insufficient_history',
      flags: [],
    });
  });

  it('of a first payment of a million is high', () => {
    const first = score({ amountMinor: 100_000_000 }, { profile: EMPTY_PROFILE });
    expect(first).toMatchObject({ level: 'high', flags: [{ code: 'ABOVE_LIMIT', evidence: { limit: '10000.00' } }] });
  });
});

it('rates of fraud lie between 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.boolean()), { maxLength: 60 }), (days) => {
      const record = days.reduce<MerchantRecord>((noted, [daysAgo, fraud]) => {
        const counted = note(noted, NOW - daysAgo * DAY, 'transaction');
        return fraud ? note(counted, NOW - daysAgo * DAY, 'fraud') : counted;
      }, EMPTY_MERCHANT);
      const { rate } = fraudRate(record, NOW, 30);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThan(1);
    }),
  );
});

it.each([
  [{ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 }, 20_015],
  [{ latitude: 52.52, longitude: 13.405 }, { latitude: 48.857, longitude: 2.352 }, 877],
  [{ latitude: 10, longitude: 179.9 }, { latitude: 10, longitude: -179.9 }, 22],
])('from %j to %j it is %d km', (from, to, km) => {
  expect(Math.round(distanceKm(from, to))).toBe(km);
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distanceKm } from './distance.ts';
import { EMPTY_MERCHANT, fraudRate, type MerchantRecord, note } from './merchant-record.ts';
import { EMPTY_PROFILE, type Profile, remember } from './profile.ts';
import { levelOf, scoreTransaction } from './scorer.ts';
import { DAY, HOUR, MINUTE, type ScoredTransaction } from './transaction.ts';
import { type FlagCode, WEIGHTS } from './weights.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const transaction = (changes: Partial<ScoredTransaction> = {}): ScoredTransaction => ({
  id: 'any',
  at: NOW,
  amountMinor: 2_000,
  currency: 'EUR',
  ...changes,
});
/** Twenty days with one payment of 20.00 or 24.00 at noon: mean 22.00, deviation 2.00, largest 24.00. */
const settled = (changes: Partial<ScoredTransaction> = {}): Profile =>
  Array.from({ length: 20 }, (_, index) =>
    transaction({ at: NOW - (20 - index) * DAY, amountMinor: index % 2 === 0 ? 2_000 : 2_400, ...changes }),
  ).reduce(remember, EMPTY_PROFILE);

const score = (
  changes: Partial<ScoredTransaction>,
  { profile = settled(), merchant = EMPTY_MERCHANT }: { profile?: Profile; merchant?: MerchantRecord } = {},
) => scoreTransaction(transaction(changes), { profile, merchant });
const flagOf = async (code: FlagCode, ...of: Parameters<typeof score>) =>
  (await score(...of)).flags.find((flag) => flag.code === code);

describe('a score worked by hand', () => {
  it('counts deviations above the mean: 28.40 lies 2.9 of 2.20 above 22.00', async () => {
    // A tenth of the mean is the least deviation: 2.20. (28.40 - 22.00) / 2.20 = 2.909; (2.909 - 1.5) * 14 = 19.7.
    const flag = await flagOf('AMOUNT_UNUSUAL', { amountMinor: 2_840 });
    expect(flag?.points).toBe(19.7);
    expect(flag?.evidence).toMatchObject({ meanMinor: 2_200, deviationMinor: 220, deviations: 2.91, count: 20 });
  });

  it('counts the fourth and later transactions of an hour', async () => {
    const burst = (count: number) =>
      Array.from({ length: count }, (_, index) => transaction({ at: NOW - (index + 1) * MINUTE }))
        .reverse()
        .reduce(remember, EMPTY_PROFILE);
    expect(await flagOf('VELOCITY_HOUR', {}, { profile: burst(2) })).toBeUndefined();
    expect((await flagOf('VELOCITY_HOUR', {}, { profile: burst(3) }))?.points).toBe(5);
    expect((await flagOf('VELOCITY_HOUR', {}, { profile: burst(30) }))?.points).toBe(25);
  });

  it('finds travel that no airliner makes, and none that one does', async () => {
    const berlin = { latitude: 52.52, longitude: 13.4 };
    const paris = { latitude: 48.86, longitude: 2.35 };
    const profile = remember(EMPTY_PROFILE, transaction({ at: NOW - HOUR, location: berlin }));
    // 878 km in one hour could be flown; in half an hour not.
    expect(await flagOf('IMPOSSIBLE_TRAVEL', { location: paris }, { profile })).toBeUndefined();
    const sooner = await flagOf('IMPOSSIBLE_TRAVEL', { at: NOW - HOUR / 2, location: paris }, { profile });
    expect(sooner).toMatchObject({ points: 30, evidence: { hours: 0.5 } });
  });

  it('counts fraud of a merchant only once a week has passed', async () => {
    const merchant = { id: 'shop' };
    const record = (daysAgo: number) =>
      Array.from({ length: 10 }).reduce<MerchantRecord>(
        (days) => note(note(days, NOW - daysAgo * DAY, 'transaction'), NOW - daysAgo * DAY, 'fraud'),
        EMPTY_MERCHANT,
      );
    expect(await flagOf('MERCHANT_FRAUD_RECENT', { merchant }, { merchant: record(6) })).toBeUndefined();
    // 10 of 10, with two honest ones assumed: 10 / 12; (0.8333 - 0.05) * 70 = 54.8.
    expect((await flagOf('MERCHANT_FRAUD_RECENT', { merchant }, { merchant: record(7) }))?.points).toBe(54.8);
  });

  it.each([
    ['NEW_DEVICE', { device: 'two' }, { device: 'one' }, 12],
    ['NEW_COUNTRY', { location: { country: 'BR' } }, { location: { country: 'DE' } }, 10],
    ['NEW_PAYEE', { counterparty: 'two', amountMinor: 6_600 }, { counterparty: 'one' }, 6],
    ['MERCHANT_CATEGORY', { merchant: { id: 'm', categoryCode: '7995' } }, {}, 10],
    ['ROUND_AMOUNT', { amountMinor: 20_000 }, {}, 5],
  ] as const)('%s', async (code, now, before, points) => {
    expect((await flagOf(code, now, { profile: settled(before) }))?.points).toBe(points);
    expect(await flagOf(code, before, { profile: settled(before) })).toBeUndefined();
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

  it('lies between 0 and 100, is the sum of its flags up to there, and none is outside its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 12 }), anything, async (before, now) => {
        const profile = before.map(read).reduce(remember, EMPTY_PROFILE);
        const { score: total, level, flags } = await scoreTransaction(read(now), { profile, merchant: EMPTY_MERCHANT });
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(100);
        expect(total).toBeCloseTo(
          Math.min(
            100,
            flags.reduce((sum, { points }) => sum + points, 0),
          ),
          6,
        );
        expect(level).toBe(levelOf(total));
        for (const { code, points, evidence } of flags) {
          expect(points).toBeGreaterThanOrEqual(WEIGHTS[code].least);
          expect(points).toBeLessThanOrEqual(WEIGHTS[code].most);
          expect(Object.keys(evidence).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never falls when the amount rises', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 50_000 }), async (one, other) => {
        const points = async (amountMinor: number) => (await flagOf('AMOUNT_UNUSUAL', { amountMinor }))?.points ?? 0;
        expect(await points(Math.max(one, other))).toBeGreaterThanOrEqual(await points(Math.min(one, other)));
      }),
      { numRuns: 40 },
    );
  });

  it('of a first transaction knows no history', async () => {
    expect(await score({ amountMinor: 123_456 }, { profile: EMPTY_PROFILE })).toEqual({
      score: 0,
      level: 'low',
      flags: [],
    });
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

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_LIMITS, limitJustAbove, limitsOf } from './limits.ts';
import {
  EMPTY_PROFILE,
  holdBack,
  MOST_DAY_SUMS,
  MOST_HELD,
  MOST_NAMES,
  MOST_RECENT,
  releaseOld,
  remember,
  settle,
} from './profile.ts';
import { DAY, dayOf, HOUR, type ScoredTransaction } from './transaction.ts';
import { DAYS_KEPT, pace, usual } from './usual.ts';

const START = Date.UTC(2026, 0, 1);
const transactionAt = (at: number, changes: Partial<ScoredTransaction> = {}): ScoredTransaction => ({
  id: 'any',
  at,
  amountMinor: 1_000,
  currency: 'EUR',
  ...changes,
});
/** Transactions of up to 60 days, in any order. */
const transactions = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 60 * 24 }),
    amountMinor: fc.integer({ min: 1, max: 10_000_000 }),
    currency: fc.constantFrom('EUR', 'USD', 'JPY'),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('a profile', () => {
  it('is the same whatever the order that transactions of a day come in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 }), (amounts) => {
        const of = (order: number[]) =>
          order.reduce(
            (profile, amountMinor) => remember(profile, transactionAt(START, { amountMinor })),
            EMPTY_PROFILE,
          );
        const sums = (order: number[]) => of(order).days.map(({ unusual, ...rest }) => rest);
        expect(sums(amounts.toReversed())).toEqual(sums(amounts));
      }),
    );
  });

  it('has the same facts of the last 30 days as all transactions would give', () => {
    fc.assert(
      fc.property(transactions, (drawn) => {
        const all = drawn
          .map(({ hours, ...facts }) => transactionAt(START + hours * HOUR, facts))
          .sort((one, other) => one.at - other.at);
        const profile = all.reduce(remember, EMPTY_PROFILE);
        const at = all.at(-1)?.at ?? START;
        const amounts = all
          .filter((one) => one.currency === 'EUR' && dayOf(one.at) > dayOf(at) - DAYS_KEPT)
          .map(({ amountMinor }) => amountMinor);
        const mean = amounts.reduce((sum, one) => sum + one, 0) / Math.max(1, amounts.length);
        const { count, largest, ...found } = usual(profile, { at, currency: 'EUR' });
        expect([count, largest]).toEqual([amounts.length, amounts.reduce((most, amount) => Math.max(most, amount), 0)]);
        expect(found.mean).toBeCloseTo(mean, 6);
      }),
    );
  });

  it('keeps in bounds whatever comes', () => {
    let profile = EMPTY_PROFILE;
    const currencies = Intl.supportedValuesOf('currency');
    for (let index = 0; index < 2_000; index += 1) {
      const at = START + (index % 40) * DAY + index;
      const currency = currencies[index % currencies.length] ?? 'EUR';
      const learnOrHold = index % 3 === 0 ? holdBack : remember;
      profile = learnOrHold(
        profile,
        transactionAt(at, {
          currency,
          device: 'd'.repeat(16) + index,
          counterparty: 'p'.repeat(16) + index,
          location: { country: `c${index}` },
        }),
      );
    }
    expect(profile.days.length).toBeLessThanOrEqual(MOST_DAY_SUMS);
    expect(profile.recent.length).toBeLessThanOrEqual(MOST_RECENT);
    expect(profile.held).toHaveLength(MOST_HELD);
    expect(profile.payees).toHaveLength(MOST_NAMES);
    // DynamoDB's items end at 400 KB.
    expect(JSON.stringify(profile).length).toBeLessThan(100_000);
  });

  it('keeps the newest place and times if an older transaction arrives late', () => {
    const here = { latitude: 1, longitude: 1 };
    const there = { latitude: 2, longitude: 2 };
    const profile = [
      transactionAt(START + 5 * HOUR, { location: here }),
      transactionAt(START + 2 * HOUR, { location: there }),
    ].reduce(remember, EMPTY_PROFILE);
    expect(profile.lastPlace).toEqual({ at: START + 5 * HOUR, ...here });
    expect(profile.recent.map(({ at }) => at)).toEqual([START + 2 * HOUR, START + 5 * HOUR]);
    expect(pace(profile, START + 5 * HOUR)).toEqual({ count: 2, days: 1 });
  });
});

describe('a flagged transaction', () => {
  const flagged = transactionAt(START + DAY, {
    id: 'flagged',
    amountMinor: 900_000,
    device: 'stranger',
    counterparty: 'mule',
    location: { country: 'BR', latitude: -23, longitude: -46 },
  });
  const before = remember(EMPTY_PROFILE, transactionAt(START, { device: 'own', location: { country: 'DE' } }));
  const held = holdBack(before, flagged);
  const learned = ({ recent, held: _held, ...rest }: typeof held) => rest;

  it('counts for velocity, and nothing else of it becomes usual', () => {
    expect(learned(held)).toEqual(learned(before));
    expect(held.recent).toHaveLength(2);
  });

  it('becomes usual when it is approved, and never when it is declined', () => {
    expect(learned(settle(held, 'flagged', 'honest'))).toEqual(learned(remember(before, flagged)));
    expect(learned(settle(held, 'flagged', 'fraud'))).toEqual(learned(before));
    expect(settle(held, 'flagged', 'fraud').held).toEqual([]);
    expect(settle(held, 'other', 'honest')).toBe(held);
  });

  it('becomes usual when no review ended within the days of the settings, counted from the scan', () => {
    const late = holdBack(before, flagged, START + 10 * DAY);
    expect(releaseOld(late, { at: START + 23 * DAY, days: 14 })).toBe(late);
    expect(releaseOld(late, { at: START + 24 * DAY, days: 14 }).devices).toEqual(['own', 'stranger']);
  });
});

describe('just below a limit', () => {
  it.each([
    ['USD', 950_000, true],
    ['USD', 1_000_000, false],
    ['USD', 949_999, false],
    ['USD', 299_999, true],
    ['INR', 4_900_000, true],
    ['JPY', 999_999, false],
  ])('%s %d minor units: %s', (currency, minor, is) => {
    expect(limitJustAbove(minor, limitsOf(DEFAULT_LIMITS, currency)) !== undefined).toBe(is);
  });
});

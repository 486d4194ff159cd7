import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, DECISIONS } from '../store/records.ts';
import { isFinal, readLimits, reviewersNeeded, statusAfter } from './review.ts';

const decisions = fc.array(
  fc.constantFrom(...DECISIONS).map((decision) => ({ decision })),
  { maxLength: 8 },
);
const amountOf = (amountMinor: number, currency: string) => ({ amountMinor, currency }) as Alert;

describe('the status of an alert', () => {
  it('is final only once as many as needed say the same', () => {
    fc.assert(
      fc.property(decisions, fc.constantFrom(1, 2), (made, needed) => {
        const count = (wanted: string) => made.filter(({ decision }) => decision === wanted).length;
        const agreed = Math.max(count('approve'), count('decline')) >= needed;
        expect(isFinal(statusAfter(made, needed))).toBe(agreed);
      }),
    );
  });

  it.each([
    [[], 1, 'open'],
    [['decline'], 1, 'declined'],
    [['escalate'], 1, 'escalated'],
    [['escalate', 'approve'], 1, 'approved'],
    [['approve'], 2, 'awaiting_second'],
    [['approve', 'approve'], 2, 'approved'],
    [['approve', 'decline'], 2, 'escalated'],
    [['approve', 'decline', 'decline'], 2, 'declined'],
  ] as const)('after %j of %d needed is %s', (made, needed, status) => {
    expect(
      statusAfter(
        made.map((decision) => ({ decision })),
        needed,
      ),
    ).toBe(status);
  });
});

describe('two reviewers', () => {
  const limits = readLimits('USD=10000, JPY=1500000,KWD=3000');

  it.each([
    [999_999, 'USD', 1],
    [1_000_000, 'USD', 2],
    [1_499_999, 'JPY', 1],
    [1_500_000, 'JPY', 2],
    [2_999_999, 'KWD', 1],
    [3_000_000, 'KWD', 2],
    [1, 'SEK', 2],
  ])('on %d minor units of %s: %d', (minor, currency, needed) => {
    expect(reviewersNeeded(amountOf(minor, currency), limits)).toBe(needed);
  });

  it.each(['', 'USD', 'USD=ten', 'usd=10', 'USD=10;EUR=10'])('are not left out by a setting like %j', (text) => {
    expect(() => readLimits(text)).toThrow('FRAUD_SECOND_REVIEW_FROM');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { atThreshold, averagePrecision, precisionPerDay, roc, type Scored } from './measures.ts';

const DAY = 86_400_000;
const scored = (pairs: readonly (readonly [score: number, fraud: boolean])[]): Scored[] =>
  pairs.map(([score, fraud], index) => ({ at: index, score, fraud, amountMinor: 1_000 }));

/** Labelled scores with both kinds among them; few scores, so that many are equal. */
const labelled = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 60 })
  .filter((pairs) => pairs.some(([, fraud]) => fraud) && pairs.some(([, fraud]) => !fraud));

describe('the area under the ROC curve', () => {
  it('is the share of pairs in the right order, with half a pair for equal scores', () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const frauds = pairs.filter(([, fraud]) => fraud);
        const honest = pairs.filter(([, fraud]) => !fraud);
        const won = frauds.flatMap(([score]) =>
          honest.map(([other]) => (score > other ? 1 : score === other ? 0.5 : 0)),
        );
        const share = won.reduce<number>((sum, one) => sum + one, 0) / won.length;
        expect(roc(scored(pairs)).auc).toBeCloseTo(share, 10);
      }),
    );
  });

  it('is one minus itself if the scores are negated', () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const turned = pairs.map(([score, fraud]) => [-score, fraud] as const);
        expect(roc(scored(turned)).auc).toBeCloseTo(1 - roc(scored(pairs)).auc, 10);
      }),
    );
  });

  it('belongs to a curve that rises from 0 to 1', () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const { curve } = roc(scored(pairs));
        expect(curve[0]).toEqual({ falseAlarms: 0, found: 0 });
        expect(curve.at(-1)?.falseAlarms).toBeCloseTo(1, 10);
        expect(curve.at(-1)?.found).toBeCloseTo(1, 10);
        for (const [index, { falseAlarms, found }] of curve.entries()) {
          const before = curve[index - 1] ?? { falseAlarms: 0, found: 0 };
          expect(falseAlarms).toBeGreaterThanOrEqual(before.falseAlarms);
          expect(found).toBeGreaterThanOrEqual(before.found);
        }
      }),
    );
  });
});

describe('the average precision', () => {
  it('is that of an example that was calculated by hand', () => {
    // Found at ranks 1, 3 and 4: (1/1 + 2/3 + 3/4) / 3.
    const example = scored([
      [9, true],
      [8, false],
      [7, true],
      [6, true],
      [5, false],
    ]);
    expect(averagePrecision(example)).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 10);
  });

  it('is the share of fraud if all scores are equal, and 1 if all frauds come first', () => {
    fc.assert(
      fc.property(labelled, (pairs) => {
        const share = pairs.filter(([, fraud]) => fraud).length / pairs.length;
        expect(averagePrecision(scored(pairs.map(([, fraud]) => [1, fraud])))).toBeCloseTo(share, 10);
        expect(averagePrecision(scored(pairs.map(([, fraud]) => [fraud ? 1 : 0, fraud])))).toBeCloseTo(1, 10);
      }),
    );
  });
});

it('the precision per day is the mean over days of the precision of the highest scores', () => {
  const days: Scored[] = [
    { at: 0, score: 9, fraud: true, amountMinor: 1 },
    { at: 1, score: 8, fraud: false, amountMinor: 1 },
    { at: 2, score: 1, fraud: true, amountMinor: 1 },
    { at: DAY, score: 5, fraud: true, amountMinor: 1 },
  ];
  expect(precisionPerDay(days, 2)).toBeCloseTo((1 / 2 + 1) / 2, 10);
});

it('the cost of a threshold is the amounts that it misses, and a review for each alarm', () => {
  const all: Scored[] = [
    { at: 0, score: 80, fraud: true, amountMinor: 5_000 },
    { at: 1, score: 60, fraud: false, amountMinor: 700 },
    { at: 2, score: 10, fraud: true, amountMinor: 2_000 },
  ];
  expect(atThreshold(all, { threshold: 50, reviewMinor: 300 })).toEqual({
    threshold: 50,
    alarms: 2,
    precision: 1 / 2,
    recall: 1 / 2,
    costMinor: 2_000 + 2 * 300,
  });
});

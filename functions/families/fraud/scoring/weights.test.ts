import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LEVELS } from './levels.ts';
import { type FlagCode, pointsOf, RULES, type Rule } from './weights.ts';

const page = readFileSync(new URL('../../../../docs/families/fraud.md', import.meta.url), 'utf8');
const rules = Object.entries(RULES) as [FlagCode, Rule][];

describe('the rules', () => {
  it('are those that the documentation shows, with their curves', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gm)]
      .filter(([, code = '']) => code in RULES)
      .map(([, code, curve = '']) => `${code} ${curve.trim()}`);
    const shown = ({ curve }: Rule) => curve.map(([x = 0, points]) => `${Number(x.toFixed(3))}: ${points}`).join(', ');
    expect(rows).toEqual(rules.map(([code, rule]) => `${code} ${shown(rule)}`));
  });

  it('have curves that rise with their fact, and say something to people', () => {
    for (const [, { curve, says, because }] of rules) {
      for (const [index, [x = 0, points = 0]] of curve.entries()) {
        const [beforeX = Number.NEGATIVE_INFINITY, before = 0] = curve[index - 1] ?? [];
        expect(x).toBeGreaterThan(beforeX);
        expect(points).toBeGreaterThanOrEqual(before);
      }
      expect([says, because].every((text) => text.endsWith('.'))).toBe(true);
    }
  });

  it('make no single rule critical but the deny list: that takes two', () => {
    const others = rules.filter(([code]) => code !== 'DENY_LISTED');
    const critical = others.filter(([, { curve }]) => (curve.at(-1)?.[1] ?? 0) >= DEFAULT_LEVELS.critical);
    expect(critical).toEqual([]);
  });
});

describe('the points of a value', () => {
  const curve = [
    [1, 5],
    [3, 5],
    [5, 15],
  ] as const;
  it.each([
    [1, 0],
    [1.01, 5],
    [4, 10],
    [5, 15],
    [500, 15],
    [Number.NaN, 0],
  ])('of %d are %d', (value, points) => {
    expect(pointsOf(curve, value)).toBeCloseTo(points, 6);
  });
});

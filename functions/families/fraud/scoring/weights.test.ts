import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { LEVELS, WEIGHTS, type Weight } from './weights.ts';

const page = readFileSync(new URL('../../../../docs/families/fraud.md', import.meta.url), 'utf8');

describe('the weights', () => {
  it('are those that the documentation shows', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|/gm)]
      .filter(([, code = '']) => code in WEIGHTS)
      .map(([, ...cells]) => cells.map((cell) => cell.trim()));
    const expected = Object.entries<Weight>(WEIGHTS).map(([code, { above, perUnit, least, most }]) => [
      code,
      String(above),
      String(perUnit),
      least === most ? String(most) : `${least} to ${most}`,
    ]);
    expect(rows).toEqual(expected);
  });

  it('are each at least their least, say something to people, and give a reason', () => {
    for (const { least, most, perUnit, says, because } of Object.values<Weight>(WEIGHTS)) {
      expect(least).toBeGreaterThan(0);
      expect(most).toBeGreaterThanOrEqual(least);
      expect(perUnit).toBeGreaterThan(0);
      expect([says, because].every((text) => text.endsWith('.'))).toBe(true);
    }
  });

  it('make no single rule critical: that takes two', () => {
    const critical = LEVELS.find(({ level }) => level === 'critical')?.from ?? 0;
    expect(Object.values<Weight>(WEIGHTS).reduce((highest, { most }) => Math.max(highest, most), 0)).toBeLessThan(
      critical,
    );
  });
});

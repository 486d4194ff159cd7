import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTooDeep, JsonDepth } from './json-depth.ts';

const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;

describe('the depth of an answer', () => {
  it('is too deep with 65 nested levels, but not with 64', () => {
    expect([isTooDeep(nested(64)), isTooDeep(`[${nested(64)}]`)]).toEqual([false, true]);
  });

  it('counts only levels that are open at the same time', () => {
    expect(isTooDeep(`[${'[],{},'.repeat(1_000)}1]`)).toBe(false);
  });

  it.each([
    ['brackets in a text', JSON.stringify(['['.repeat(1_000), '\\"[[['.repeat(1_000)])],
    ['text that is not JSON', `%PDF ${'['.repeat(1_000)}`],
    ['nothing', ''],
  ])('is not made of %s', (_what, text) => {
    expect(isTooDeep(text)).toBe(false);
  });

  it('does not depend on how the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.integer({ min: 60, max: 70 }),
        fc.integer({ min: 1, max: 7 }),
        (json, levels, size) => {
          const text = `${'['.repeat(levels)}${json}${']'.repeat(levels)}`;
          const bytes = Buffer.from(text);
          const depth = new JsonDepth();
          let exceeded = false;
          for (let at = 0; at < bytes.length; at += size) exceeded ||= depth.exceededBy(bytes.subarray(at, at + size));
          expect(exceeded).toBe(depthOf(JSON.parse(text)) > 64);
        },
      ),
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce((most: number, member) => Math.max(most, depthOf(member)), 0);
}

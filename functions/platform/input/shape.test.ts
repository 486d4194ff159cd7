import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkName, checkShape, DEFAULT_LIMITS, limitsFor } from './shape.ts';

const nested = (levels: number): unknown =>
  levels === 0 ? 1 : levels % 2 ? { a: nested(levels - 1) } : [nested(levels - 1)];
const objects = (levels: number): unknown => (levels === 0 ? 1 : { a: objects(levels - 1) });
const items = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the shape of arguments', () => {
  it.each([
    ['a string of 10,000', { text: 'x'.repeat(10_000) }],
    ['an array of 100', { list: items(100) }],
    ['10 levels', objects(10)],
    ['10 levels of both kinds', nested(10)],
    ['an object of 101 members', Object.fromEntries(items(101).map((index) => [`m${index}`, index]))],
    ['nothing', {}],
    ['text in any script', { text: '\u202e مرحبا \u200d', nothing: null }],
  ])('takes %s', (_what, value) => {
    expect(() => checkShape(value, DEFAULT_LIMITS)).not.toThrow();
  });

  it.each([
    [
      'a string of 10,001',
      { a: [{ text: 'x'.repeat(10_001) }] },
      'a.0.text',
      '"a.0.text" has 10001 characters; at most 10000 characters are allowed.',
    ],
    ['an array of 101', { list: items(101) }, 'list', '"list" has 101 items; at most 100 items are allowed.'],
    [
      '11 levels',
      objects(11),
      'a.a.a.a.a.a.a.a.a.a',
      '"a.a.a.a.a.a.a.a.a.a" has a depth of more than 10; at most 10 levels are allowed.',
    ],
    [
      'a key in disguise',
      { a: { 'pа\u0440': 1 } },
      'a.p\\u{430}\\u{440}',
      'The name "p\\u{430}\\u{440}" mixes letters of scripts that look alike.',
    ],
    [
      'a key in another form',
      { ａｃｃｏｕｎｔ: 1 },
      expect.stringContaining('\\u{ff41}'),
      expect.stringContaining('(NFKC)'),
    ],
    ['a key with a control character', { 'a\nb': 1 }, 'a\\u{a}b', 'The name "a\\u{a}b" has a control character.'],
  ])('refuses %s', (_what, value, field, message) => {
    expect(() => checkShape(value, DEFAULT_LIMITS)).toThrow(
      expect.objectContaining({ code: 'E2001', message, details: expect.objectContaining({ field }) }),
    );
  });

  it('refuses arguments that are too large as a whole', () => {
    const limits = limitsFor({ maxBytes: 20 });
    expect(() => checkShape({ text: 'ééééé' }, limits)).toThrow(expect.objectContaining({ code: 'E2006' }));
    expect(() => checkShape({ text: 'eeeee' }, limits)).not.toThrow();
  });

  it('uses the limits of the tool, then of the stage, then the defaults', () => {
    const limits = limitsFor({ maxString: 50_000 }, { maxString: 20_000, maxItems: 10 });
    expect(limits).toEqual({ maxString: 50_000, maxItems: 10, maxDepth: 10, maxBytes: 1_048_576 });
    expect(() => checkShape({ manifest: 'x'.repeat(50_000) }, limits)).not.toThrow();
    expect(() => checkShape({ list: items(11) }, limits)).toThrow(expect.objectContaining({ code: 'E2001' }));
  });

  it('refuses every value that breaks a limit, at any depth', () => {
    const limits = limitsFor({ maxString: 8, maxItems: 4, maxDepth: 4 });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        let refused = false;
        try {
          checkShape(value, limits);
        } catch (error) {
          refused = (error as { code?: string }).code === 'E2001';
        }
        if (breaks(value, limits, 0)) expect(refused).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the name of a tool', () => {
  it('is refused if it is misleading, with a suggestion of the intended name', () => {
    expect(() => checkName('verify_pаn')).toThrow(
      expect.objectContaining({ code: 'E2001', details: { field: 'name', suggestion: 'Did you mean "verify_pan"?' } }),
    );
    expect(() => checkName('verify_pan')).not.toThrow();
  });
});

function breaks(value: unknown, limits: typeof DEFAULT_LIMITS, depth: number): boolean {
  if (typeof value === 'string') return value.length > limits.maxString;
  if (typeof value !== 'object' || value === null) return false;
  if (depth + 1 > limits.maxDepth) return true;
  if (Array.isArray(value) && value.length > limits.maxItems) return true;
  return Object.values(value).some((inner) => breaks(inner, limits, depth + 1));
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { patternCase } from '../../../test/support/python-re/patterns.ts';
import { compile, PatternError, StepBudget, StepBudgetError } from './index.ts';

describe('the step budget', () => {
  it('ends a pattern that backtracks without end', () => {
    const runaway = compile('(?:(a|a)(a|a)(a|a)(a|a)){10}b');
    expect(() => runaway.match('a'.repeat(40))).toThrow(StepBudgetError);
    expect(() => compile('(.*)(.*)(.*)(.*)(.*)\\1x').search('ab'.repeat(200))).toThrow(StepBudgetError);
  });

  it('is shared by the calls that get the same', () => {
    const budget = new StepBudget(1000);
    compile('a*').match('a'.repeat(600), { budget });
    expect(budget.left).toBeLessThan(400);
    expect(() => compile('a*').match('a'.repeat(600), { budget })).toThrow(StepBudgetError);
  });

  it('is enough for linear patterns over 10 MB', () => {
    const line = 'ab'.repeat(5_000_000);
    expect(compile('(?:ab)*$').match(line)?.end).toBe(line.length);
    expect(compile('.*?b\\Z').match(line)?.end).toBe(line.length);
    expect(compile('(\\w+)\\s').search(line.slice(0, 2000))).toBeNull();
    expect(compile('x').search(line)).toBeNull();
  });

  it('bounds the memory for ways to go back, without exhausting the stack', () => {
    expect(() => compile('(?:(a)|(b))*$').match('ab'.repeat(5_000_000))).toThrow(StepBudgetError);
  });

  it('is not used up by a loop that comes to the same place again', () => {
    const spaces = ' '.repeat(60);
    expect(compile('(\\s*-*)*\\s*$').match(`${spaces}x`)).toBeNull();
    expect(compile('(a+)+b').match('a'.repeat(60))).toBeNull();
    expect(compile('(?:(?:a|b)*c?)*d').match('ab'.repeat(40))).toBeNull();
    expect(compile('(\\w+\\s?)+$').match(`${'word '.repeat(30)}!`)).toBeNull();
  });
});

describe('any pattern and text', () => {
  it('end in a result, a refusal or a used-up budget', () => {
    const anything = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    const alike = patternCase.map(({ pattern, text }) => [pattern, text.repeat(20)] as const);
    fc.assert(
      fc.property(fc.oneof(anything, alike), ([pattern, text]) => {
        try {
          const budget = new StepBudget(20_000);
          compile(pattern).search(text, { budget });
        } catch (error) {
          expect(error instanceof PatternError || error instanceof StepBudgetError).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('are refused if groups are nested too deeply', () => {
    expect(() => compile('('.repeat(100_000))).toThrow(PatternError);
    expect(() => compile(`${'(?:'.repeat(100_000)}a${')*'.repeat(100_000)}`)).toThrow(PatternError);
  });

  it('compile in time that grows with the pattern', () => {
    const optional = compile(`${'[ab]?(c?)'.repeat(5000)}d`);
    expect(optional.match('abcd')?.end).toBe(4);
    const sets = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7) % 20_000)),
    ).join('');
    expect(compile(`[${sets}]+x`).match('一'.repeat(20_000))).toBeNull();
    expect(() => compile('a'.repeat(200_000))).toThrow(PatternError);
    const deep = compile(`${'(?:x?'.repeat(150)}y${')*'.repeat(150)}`);
    expect(deep.match('xy')?.group()).toBe('xy');
  });
});

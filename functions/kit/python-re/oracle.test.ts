import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askPython, hasPythonModule } from '../../../test/support/debian-python.ts';
import { runCase } from '../../../test/support/python-re/ours.ts';
import {
  hasKnownDifference,
  loopCase,
  type PatternCase,
  patternCase,
} from '../../../test/support/python-re/patterns.ts';
import { compile, StepBudget } from './index.ts';

const ORACLE = new URL('../../../test/support/python-re/oracle.py', import.meta.url).pathname;
// Without Debian's Python these are skipped by name: npm run peers installs it.
const describePython = hasPythonModule('re') ? describe : describe.skip;

/** Python's results, null for a pattern that took it too long. */
const ask = (cases: unknown) => askPython<Record<string, unknown>[]>(ORACLE, cases);

describePython("Python's re", () => {
  it('gives the same matches, texts and refusals for patterns of all kinds', () => {
    const cases = fc.sample(patternCase, { numRuns: 6000, seed: 2026 }).filter((one) => !hasKnownDifference(one));
    const answers = ask(cases);
    const compared = cases.map((one, index) => ({ one, python: answers[index] ?? {}, ours: runCase(one) }));
    const differing = compared.filter(({ python, ours }) => !python.slow && !isSame(python, ours));
    expect(differing.slice(0, 5)).toEqual([]);
    expect(answers.filter(({ search }) => search).length).toBeGreaterThan(1000);
    expect(answers.filter(({ refused }) => refused).length).toBeGreaterThan(1000);
  });

  it('gives the same matches if nested loops take many steps', () => {
    const cases = fc.sample(loopCase, { numRuns: 200, seed: 2026 });
    const answers = ask(cases);
    const compared = cases
      .map((one, index) => ({ one, python: answers[index] ?? {} }))
      .filter(({ python }) => !python.slow);
    expect(compared.filter(({ one, python }) => !isSame(python, runCase(one))).slice(0, 5)).toEqual([]);
    // From some thousand steps on, the machine keeps which places it has passed.
    expect(compared.filter(({ one }) => stepsOf(one) > 5000).length).toBeGreaterThan(30);
  });
});

function stepsOf({ pattern, text }: PatternCase): number {
  const budget = new StepBudget(100_000_000);
  compile(pattern).search(text, { budget });
  return 100_000_000 - budget.left;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

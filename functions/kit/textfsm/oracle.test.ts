import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askPython, hasPythonModule } from '../../../test/support/debian-python.ts';
import { runCase, type TemplateCase } from '../../../test/support/textfsm/ours.ts';
import { brokenTemplateCase, hasKnownDifference, templateCase } from '../../../test/support/textfsm/templates.ts';

const ORACLE = new URL('../../../test/support/textfsm/oracle.py', import.meta.url).pathname;
// Without Debian's python3-textfsm these are skipped by name: npm run peers installs it.
const describePython = hasPythonModule('textfsm') ? describe : describe.skip;

type Answer = Record<string, unknown> & { readonly records?: readonly unknown[] };

/** Cases with python3-textfsm's answers and ours, without those that its code fails at. */
function compare(cases: readonly TemplateCase[]) {
  const answers = askPython<Answer[]>(ORACLE, cases);
  return cases
    .map((one, index) => ({ one, python: answers[index] ?? {}, ours: runCase(one) }))
    .filter(({ python }) => python.crashed === undefined);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

describePython("Debian's python3-textfsm", () => {
  it('gives the same tables, errors and refusals for templates of all kinds', () => {
    const compared = compare(fc.sample(templateCase, { numRuns: 4000, seed: 2026 }));
    expect(compared.filter(({ python, ours }) => !isSame(python, ours)).slice(0, 3)).toEqual([]);
    const count = (has: (answer: Answer) => unknown) => compared.filter(({ python }) => has(python)).length;
    expect(count(({ records }) => records && records.length > 0)).toBeGreaterThan(200);
    expect(count(({ error }) => error)).toBeGreaterThan(100);
    expect(count(({ refused }) => refused)).toBeGreaterThan(100);
  });

  it('refuses the same templates among those with a few characters changed', () => {
    const cases = fc.sample(brokenTemplateCase, { numRuns: 4000, seed: 2026 });
    const compared = compare(cases.filter((one) => !hasKnownDifference(one)));
    expect(compared.filter(({ python, ours }) => !isSame(python, ours)).slice(0, 3)).toEqual([]);
    expect(compared.filter(({ python }) => python.refused).length).toBeGreaterThan(1000);
  });
});

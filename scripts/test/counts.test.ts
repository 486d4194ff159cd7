import { describe, expect, it } from '@jest/globals';
import { countsOf, sum, summary } from './counts.ts';

const report = {
  numPassedTests: 8,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
};

describe('counts of a test run', () => {
  it('are those of jest', () => {
    expect(countsOf(report, 0)).toEqual({ passed: 8, failed: 0, skipped: 2 });
  });

  it('have a file that does not load as a failed test', () => {
    expect(countsOf({ ...report, numRuntimeErrorTestSuites: 2 }, 1)).toMatchObject({ failed: 2 });
  });

  it.each([
    ['that wrote no report', undefined],
    ['that names no failed test', report],
  ])('are never without a failure for a run %s and ended badly', (_case, given) => {
    expect(countsOf(given, 1)).toMatchObject({ failed: 1 });
  });

  it('add up to one line', () => {
    const total = sum([countsOf(report, 0), { passed: 1, failed: 3, skipped: 0 }]);
    expect(summary(total)).toBe('9 passed, 3 failed, 2 skipped');
  });
});

import { describe, expect, it } from '@jest/globals';
import { countsOf, sum, summary } from './counts.ts';

const report = {
  numPassedTests: 8,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

describe('the counts of a test run', () => {
  it('are those that jest reports', () => {
    expect(countsOf(report, 0)).toEqual({ passed: 8, failed: 0, skipped: 2 });
  });

  it('include a failed test for each file that does not load', () => {
    expect(countsOf({ ...report, numRuntimeErrorTestSuites: 2 }, 1)).toMatchObject({ failed: 2 });
  });

  it.each([
    ['wrote no report', undefined],
    ['names no failed test', report],
  ])('include a failure if the run ends badly and %s', (_case, given) => {
    expect(countsOf(given, 1)).toMatchObject({ failed: 1 });
  });

  it('add up and print as one line', () => {
    const total = sum([countsOf(report, 0), { passed: 1, failed: 3, skipped: 0 }]);
    expect(summary(total)).toBe('9 passed, 3 failed, 2 skipped');
  });
});

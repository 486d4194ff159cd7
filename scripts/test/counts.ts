/** How many tests ran, by their outcome. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of jest's JSON report (`--json`) that is read. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not be run at all: none of their tests is counted anywhere else. */
  numRuntimeErrorTestSuites: number;
  /** One entry per test file; times in milliseconds since 1970. */
  testResults: { name: string; startTime: number; endTime: number }[];
}

/**
 * Tests of one jest run. A file that does not load counts as one failed test, and so does a run that ended badly
 * without naming a test.
 */
export function countsOf(report: JestReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function sum(counts: readonly Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

import { describe, expect, it } from '@jest/globals';
import type { JestReport } from './counts.ts';
import { slowest, timesOf } from './slowest.ts';

const file = (name: string, milliseconds: number) => ({
  name: `/clone/${name}`,
  startTime: 1000,
  endTime: 1000 + milliseconds,
});

describe('the slowest test files', () => {
  it('are listed with their seconds, the slowest first and no more than asked for', () => {
    const report = {
      testResults: [file('a.test.ts', 1500), file('b.test.ts', 12_340), file('c.test.ts', 20)],
    } as JestReport;
    expect(slowest(timesOf(report, '/clone'), 2)).toEqual(['   12.3 s  b.test.ts', '    1.5 s  a.test.ts']);
  });

  it('are an empty list if the run wrote no report', () => {
    expect(slowest(timesOf(undefined, '/clone'))).toEqual([]);
  });
});

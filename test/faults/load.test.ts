import { expect, it } from '@jest/globals';
import { faultsOf, runLoad } from '../../scripts/load/run-load.ts';

/** A few seconds on a quiet machine; `npm run load` runs for as long as it is asked to. */
const CALLS = 400;
const LONGEST_MS = 300_000;

it(
  'the audit trail has every answered call, and its seal is whole, while functions are killed under load',
  async () => {
    const result = await runLoad({ callers: 8, goesOn: (calls) => calls < CALLS, killEvery: 100 });
    expect(faultsOf(result)).toEqual([]);
    expect(Object.values(result.kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    expect(result.events.outcomes).toBeGreaterThan(CALLS * 0.9);
  },
  LONGEST_MS,
);

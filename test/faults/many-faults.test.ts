import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from '@jest/globals';
import type { Behaviour } from '../cloud/unsteady-provider.ts';
import { control } from '../integration/support/control.ts';
import { answerOf, modern } from '../integration/support/endpoint.ts';
import { warmUp } from './support/faults.ts';

const CALLS = 1_500;
const CALLERS = 24;
/** Failures of a provider after which a retry may succeed; they take turns. */
const behaviours: Behaviour[] = ['refuses', 'limits', 'breaks', 'drops', 'drops in the middle'];
/** The run takes half a minute, and several minutes on a busy machine. */
const LONGEST_MS = 600_000;

afterAll(() => control('/unsteady/rate'));

it(
  'more than 99.5 % of 1,500 calls succeed if the provider fails every fiftieth request',
  async () => {
    await warmUp(CALLERS);
    await control('/unsteady/rate', { percent: 2, seed: 20_261_121, behaviours });
    const book = randomUUID();
    const failed: string[] = [];
    let left = CALLS;
    const caller = async () => {
      while (left > 0) {
        left -= 1;
        const { result, error } = await answerOf(modern('tools/call', { name: 'get_quote', arguments: { book } }));
        if (error || result.isError) failed.push(JSON.stringify(error ?? result._meta['manifold/error']));
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const { requests } = (await control(`/unsteady/of/${book}`)) as { requests: number };
    // So many requests were retried: the provider did fail.
    expect(requests).toBeGreaterThan(CALLS * 1.005);
    expect(failed.length).toBeLessThan(CALLS * 0.005);
  },
  LONGEST_MS,
);

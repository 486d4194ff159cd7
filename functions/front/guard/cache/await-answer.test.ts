import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { awaitAnswer } from './await-answer.ts';

/** A clock that only pauses move on. */
let clock: number;
const pause = async (milliseconds: number) => {
  clock += milliseconds;
};
beforeEach(() => {
  clock = 1_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => clock);
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** How often a waiting call reads the lease while the answer takes the given milliseconds. */
async function questionsFor(milliseconds: number, until = 60_000): Promise<number> {
  const there = clock + milliseconds;
  let asked = 0;
  const isLeased = async () => {
    asked += 1;
    return clock < there;
  };
  await awaitAnswer(isLeased, clock + until, pause);
  return asked;
}

describe('calls that wait for the answer of another call', () => {
  it.each([
    [200, 12],
    [1_000, 20],
    [15_000, 60],
  ])('read the lease rarely: for an answer that takes %i ms at most %i times', async (takes, most) => {
    for (let round = 0; round < 50; round += 1) {
      const asked = await questionsFor(takes);
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(most);
    }
  });

  it('read the lease at different times', async () => {
    const times = new Set<number>();
    for (let round = 0; round < 50; round += 1) {
      await questionsFor(0);
      times.add(clock % 1_000_000);
    }
    expect(times.size).toBeGreaterThan(40);
  });

  it('wait no longer than their time', async () => {
    const before = clock;
    await questionsFor(60_000, 15_000);
    expect(clock - before).toBeLessThan(16_100);
  });

  it('fail if the cache fails', async () => {
    const failing = async () => {
      throw new Error('throttled');
    };
    await expect(awaitAnswer(failing, clock + 1_000, pause)).rejects.toThrow('throttled');
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { awaitAnswer } from './await-answer.ts';

/** A clock that moves by the pauses alone. */
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

/** How often one who waits asks while the answer takes so many milliseconds. */
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

describe('those who wait for the answer of another call', () => {
  it.each([
    [200, 12],
    [1_000, 20],
    [15_000, 60],
  ])('ask rarely: for an answer that takes %i ms, at most %i times', async (takes, most) => {
    for (let round = 0; round < 50; round += 1) {
      const asked = await questionsFor(takes);
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(most);
    }
  });

  it('spread out', async () => {
    const times = new Set<number>();
    for (let round = 0; round < 50; round += 1) {
      await questionsFor(0);
      times.add(clock % 1_000_000);
    }
    expect(times.size).toBeGreaterThan(40);
  });

  it('do not wait beyond their time', async () => {
    const before = clock;
    await questionsFor(60_000, 15_000);
    expect(clock - before).toBeLessThan(16_100);
  });

  it('learn that the cache fails', async () => {
    const failing = async () => {
      throw new Error('throttled');
    };
    await expect(awaitAnswer(failing, clock + 1_000, pause)).rejects.toThrow('throttled');
  });
});

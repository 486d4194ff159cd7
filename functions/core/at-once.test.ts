import { expect, it } from '@jest/globals';
import { mapAtOnce } from './at-once.ts';

it('keeps the order of the items and never works on more than the bound at once', async () => {
  let running = 0;
  let most = 0;
  const results = await mapAtOnce([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

it('begins no further work after a failure', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 1) throw new Error('the first failed');
  };
  await expect(mapAtOnce([1, 2, 3], 1, work)).rejects.toThrow('the first failed');
  expect(begun).toEqual([1]);
});

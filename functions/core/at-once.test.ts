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

it('answers in the order of the items, in whatever order they end', async () => {
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const results = mapAtOnce([0, 1, 2, 3], 4, async (item) => {
    await gates[item]?.promise;
    return `result ${item}`;
  });
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await results).toEqual(['result 0', 'result 1', 'result 2', 'result 3']);
});

it('works on at most the given number of items at a time, and on each item once', async () => {
  const gates = Array.from({ length: 50 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const results = mapAtOnce(gates, 10, async (gate, index) => {
    begun.push(index);
    underWay += 1;
    most = Math.max(most, underWay);
    // The tenth item opens all gates: with a smaller pool it would never begin.
    if (begun.length === 10) for (const each of gates) each.resolve();
    await gate.promise;
    underWay -= 1;
  });
  await results;
  expect(most).toBe(10);
  expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
});

it('answers an empty list for an empty list', async () => {
  expect(await mapAtOnce([], 10, async () => 1)).toEqual([]);
});

import { expect, it } from '@jest/globals';
import { inOrder } from './in-order.ts';

it('answers in the order of the items, in whatever order they end', async () => {
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const results = inOrder([0, 1, 2, 3], 4, async (item) => {
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
  const results = inOrder(gates, 10, async (gate, index) => {
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
  expect(await inOrder([], 10, async () => 1)).toEqual([]);
});

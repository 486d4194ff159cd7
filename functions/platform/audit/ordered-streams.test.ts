import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinOrdered, mergeOrdered, OutOfOrder } from './ordered-streams.ts';

const byValue = (a: number, b: number) => a - b;
async function* streamOf<Item>(items: readonly Item[]) {
  yield* items;
}
async function all<Item>(stream: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
const numbers = fc.array(fc.integer({ min: 0, max: 50 }));

it('merges any streams that are in order into one that has all their items in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(numbers), async (lists) => {
      const sorted = lists.map((list) => list.toSorted(byValue));
      expect(await all(mergeOrdered(sorted.map(streamOf), byValue))).toEqual(lists.flat().sort(byValue));
    }),
  );
});

it('ends all streams when its consumer stops', async () => {
  const ended: string[] = [];
  async function* endless(name: string) {
    try {
      for (let value = 0; ; value += 1) yield value;
    } finally {
      ended.push(name);
    }
  }
  for await (const _value of mergeOrdered([endless('one'), endless('other')], byValue)) break;
  expect(ended.sort()).toEqual(['one', 'other']);
});

it('pairs the items that two streams have in common, and brings the others alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer()), fc.uniqueArray(fc.integer()), async (one, other) => {
      const pairs = await all(
        joinOrdered<number, number, number>(
          streamOf(one.toSorted(byValue)),
          streamOf(other.toSorted(byValue)),
          byValue,
        ),
      );
      const onlyLeft = pairs.flatMap(({ left, right }) => (right === undefined && left !== undefined ? [left] : []));
      const onlyRight = pairs.flatMap(({ left, right }) => (left === undefined && right !== undefined ? [right] : []));
      expect(onlyLeft).toEqual(one.filter((value) => !other.includes(value)).sort(byValue));
      expect(onlyRight).toEqual(other.filter((value) => !one.includes(value)).sort(byValue));
    }),
  );
});

it.each([
  ['in the wrong order', [2, 1]],
  ['equal', [1, 1]],
])('refuses to compare a stream in which neighbours are %s', async (_how, items) => {
  const compared = all(joinOrdered<number, number, number>(streamOf(items), streamOf([3]), byValue));
  await expect(compared).rejects.toThrow(OutOfOrder);
});

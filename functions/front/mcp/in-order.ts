/**
 * Does work on each item, at most `limit` items at the same time. The results are in the order of the items.
 *
 * @param work must not throw; a failure is a result too
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const waiting = items.entries();
  const worker = async () => {
    // The workers take from the same iterator, so each item is taken once.
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}

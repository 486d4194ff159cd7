/**
 * Does work for each item, on at most `most` of them at once.
 *
 * @example
 * const keys = await mapAtOnce(ids, 16, (id) => readKey(id));
 *
 * @returns the results in the order of the items
 * @throws what the work throws; work that has begun goes on, and no other begins
 */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  const waiting = items.entries();
  let failed = false;
  const worker = async () => {
    // The workers take from the same iterator, so each item is taken once.
    for (const [index, item] of waiting) {
      if (failed) return;
      results[index] = await work(item, index).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

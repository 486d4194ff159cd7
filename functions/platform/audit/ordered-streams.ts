import { mapAtOnce } from '../../core/at-once.ts';

/** Streams that are opened at once. */
const OPENED_AT_ONCE = 32;

/** A comparison as `Array.sort` takes it. */
export type Order<Item> = (a: Item, b: Item) => number;

/** Merges streams that are in order into one that is; holds one item of each. */
export async function* mergeOrdered<Item>(
  streams: readonly AsyncIterable<Item>[],
  order: Order<Item>,
): AsyncGenerator<Item> {
  const sources = streams.map((stream) => stream[Symbol.asyncIterator]());
  const heap = new Heap<{ item: Item; source: AsyncIterator<Item> }>((a, b) => order(a.item, b.item));
  try {
    await mapAtOnce(sources, OPENED_AT_ONCE, async (source) => {
      const { done, value } = await source.next();
      if (!done) heap.push({ item: value, source });
    });
    for (let least = heap.pop(); least; least = heap.pop()) {
      yield least.item;
      const { done, value } = await least.source.next();
      if (!done) heap.push({ item: value, source: least.source });
    }
  } finally {
    for (const source of sources) await source.return?.();
  }
}

/** Two neighbours of a stream are equal, or in the wrong order. */
export class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder';
}

/** An item that both streams have, or only one of them. */
export type Joined<Left, Right> = { left: Left; right?: Right } | { left?: undefined; right: Right };

/**
 * Walks through two streams that are in the same order, and pairs what is equal; holds one item of each.
 * @throws {OutOfOrder} if one of them is not in order
 */
export async function* joinOrdered<Common, Left extends Common, Right extends Common>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
  order: Order<Common>,
): AsyncGenerator<Joined<Left, Right>> {
  const lefts = checked(left, order);
  const rights = checked(right, order);
  try {
    let [l, r] = [await lefts.next(), await rights.next()];
    while (!l.done || !r.done) {
      const difference = l.done ? 1 : r.done ? -1 : order(l.value, r.value);
      if (difference < 0 && !l.done) yield { left: l.value };
      else if (difference > 0 && !r.done) yield { right: r.value };
      else if (!l.done && !r.done) yield { left: l.value, right: r.value };
      if (difference <= 0) l = await lefts.next();
      if (difference >= 0) r = await rights.next();
    }
  } finally {
    await lefts.return(undefined);
    await rights.return(undefined);
  }
}

async function* checked<Item>(stream: AsyncIterable<Item>, order: Order<Item>): AsyncGenerator<Item, void, undefined> {
  let before: Item | undefined;
  for await (const item of stream) {
    if (before !== undefined && order(before, item) >= 0) throw new OutOfOrder('Events are out of order.');
    before = item;
    yield item;
  }
}

/** A binary heap; the least item is taken first. */
class Heap<Item> {
  private readonly items: Item[] = [];
  private readonly order: Order<Item>;

  constructor(order: Order<Item>) {
    this.order = order;
  }

  push(item: Item): void {
    let place = this.items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.swapIfLess(place, parent)) return;
      place = parent;
    }
  }

  pop(): Item | undefined {
    const [least] = this.items;
    const last = this.items.pop();
    if (this.items.length === 0 || last === undefined) return least;
    this.items[0] = last;
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = right < this.items.length && this.less(right, left) ? right : left;
      if (child >= this.items.length || !this.swapIfLess(child, place)) return least;
      place = child;
    }
  }

  private less(a: number, b: number): boolean {
    const { [a]: one, [b]: other } = this.items;
    return one !== undefined && other !== undefined && this.order(one, other) < 0;
  }

  private swapIfLess(a: number, b: number): boolean {
    const { [a]: one, [b]: other } = this.items;
    if (one === undefined || other === undefined || this.order(one, other) >= 0) return false;
    this.items[a] = other;
    this.items[b] = one;
    return true;
  }
}

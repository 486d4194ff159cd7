import { charge } from '../meter.ts';
import { ordered } from './compare.ts';
import type { Value } from './value.ts';

/** A copy in order, stable in both directions; `key` makes what is compared. */
export function sorted(
  items: readonly Value[],
  { key, reverse = false }: { key?: (item: Value) => Value; reverse?: boolean } = {},
): Value[] {
  const keyed = items.map((item) => ({ item, by: key ? key(item) : item }));
  keyed.sort((a, b) => {
    charge(1);
    const [left, right] = reverse ? [b.by, a.by] : [a.by, b.by];
    if (ordered(left, '<', right)) return -1;
    return ordered(right, '<', left) ? 1 : 0;
  });
  return keyed.map(({ item }) => item);
}

/**
 * Splits an amount by weights into whole minor units that add up to it (Hamilton's method): each share is rounded down,
 * and the rest goes, unit by unit, to the largest remainders, the first of equal ones first.
 *
 * @param weights not negative, at least one above zero
 * @returns minor units, in the order of the weights
 */
export function allocate(minor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!Number.isSafeInteger(minor) || minor < 0 || !(total > 0) || weights.some((weight) => weight < 0)) {
    throw new RangeError('Expected a whole amount, and weights that are not negative and not all zero.');
  }
  const exact = weights.map((weight) => (minor * weight) / total);
  const parts = exact.map(Math.floor);
  const left = minor - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

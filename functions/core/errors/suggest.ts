import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: at most a third of its letters differ (two in short
 * names: swapping two letters changes both), case aside.
 * Returns undefined where nothing is near.
 */
export function didYouMean(given: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || given.length > 200) return undefined;
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const nearest = closest(given.toLowerCase(), [...byLowerCase.keys()]);
  const allowed = Math.max(nearest.length < 4 ? 1 : 2, Math.floor(nearest.length / 3));
  return distance(given.toLowerCase(), nearest) <= allowed ? byLowerCase.get(nearest) : undefined;
}

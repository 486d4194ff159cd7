import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: without regard to case, at most a third of its letters differ, one in short
 * names. Two swapped letters count as two, and are allowed in any name.
 * @returns undefined if no candidate is close enough
 */
export function didYouMean(given: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || given.length > 200) return undefined;
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const nearest = closest(given.toLowerCase(), [...byLowerCase.keys()]);
  const isSwapped = lettersOf(given) === lettersOf(nearest);
  const allowed = Math.max(isSwapped ? 2 : 1, Math.floor(nearest.length / 3));
  return distance(given.toLowerCase(), nearest) <= allowed ? byLowerCase.get(nearest) : undefined;
}

const lettersOf = (name: string) => [...name.toLowerCase()].sort().join('');

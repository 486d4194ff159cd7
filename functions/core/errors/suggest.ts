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

/**
 * The same for a name as clients write it: with the name of their server before it (`mcp__server__verify_pan`,
 * `server.verify_pan`), with hyphens, or in camel case.
 */
export function meantName(given: string, candidates: readonly string[]): string | undefined {
  if (given.length > 200) return undefined;
  const plain = given.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_');
  const lower = `_${plain.toLowerCase()}`;
  const ends = candidates.filter((candidate) => lower.endsWith(`_${candidate.toLowerCase()}`));
  const longest = ends.toSorted((one, other) => other.length - one.length)[0];
  return longest ?? didYouMean(given, candidates) ?? didYouMean(given.split(/__|[./:]/).at(-1) ?? '', candidates);
}

const lettersOf = (name: string) => [...name.toLowerCase()].sort().join('');

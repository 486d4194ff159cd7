import * as z from 'zod';
import { namePartsOf } from './name-parts.ts';
import { type Likeness, likenessOf } from './word-likeness.ts';

/** In what two names differ. Case, blanks, punctuation, accents and invisible marks are no difference. */
export const NAME_REASONS = [
  'order',
  'initials',
  'honorific',
  'relation',
  'transliteration',
  'spelling',
  'joined',
  'missing_part',
  'different_part',
  'script',
] as const;
export type NameReason = (typeof NAME_REASONS)[number];

/** The comparison of two names, as tools answer with it. */
export const nameMatchOutput = z.object({
  verdict: z
    .enum(['match', 'partial', 'mismatch', 'not_comparable'])
    .describe('match: score of 90 and more; partial: 60 to 89, let a person look; mismatch: less.'),
  score: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .describe(
      '100: the same name; null if there is nothing to compare it with: another script, or a source that gives no name.',
    ),
  reasons: z
    .array(z.enum(NAME_REASONS))
    .describe(
      'In what the names differ. order: other order of parts; initials: an initial for a part; honorific: Mr, Smt, … in one; relation: S/O, W/O … in one; transliteration: another spelling of the same sound; spelling: nearly the same letters; joined: parts written as one; missing_part: one has more parts; different_part: parts of both without a counterpart; script: other letters. Case, blanks, accents and invisible marks are no difference.',
    ),
});
export type NameMatch = z.infer<typeof nameMatchOutput>;

const MATCH = 90;
const PARTIAL = 60;
/** More parts than any name has; the comparison takes the product of both numbers of parts. */
const MOST_WORDS = 12;
/** For parts that are written as one: nothing is missing and nothing is spelled in another way. */
const JOINED = 98;

/**
 * Compares two names as people in India write them. It is an aid for a person who decides, never a decision: two people
 * may have one name, and one person two.
 */
export function compareNames(one: string, other: string): NameMatch {
  const [first, second] = [namePartsOf(one), namePartsOf(other)];
  const differing: NameReason[] = [
    ...(first.hasHonorific === second.hasHonorific ? [] : (['honorific'] as const)),
    ...(first.hasRelation === second.hasRelation ? [] : (['relation'] as const)),
  ];
  // In a fixed order, so that the result does not depend on which name is given first.
  const [words = [], others = []] = [first, second].map((parts) => parts.words.slice(0, MOST_WORDS)).sort(byText);
  if (words.length === 0 || others.length === 0 || isLatin(words) !== isLatin(others)) {
    return { verdict: 'not_comparable', score: null, reasons: ['script'] };
  }
  if (words.join('') === others.join('')) {
    const joined = words.length !== others.length;
    return matchOf(joined ? JOINED : 100, joined ? ['joined', ...differing] : differing);
  }
  const pairs = pairsOf(words, others);
  const found = pairs.reduce((sum, { likeness }) => sum + likeness.score, 0);
  const score = Math.round((200 * found) / (words.length + others.length));
  const [left, over] = [words.length - pairs.length, others.length - pairs.length];
  return matchOf(score, [
    ...(isInOrder(pairs) ? [] : (['order'] as const)),
    ...pairs.flatMap(({ likeness: { reason } }) => reason ?? []),
    ...(left > 0 && over > 0 ? (['different_part'] as const) : []),
    ...(left !== over ? (['missing_part'] as const) : []),
    ...differing,
  ]);
}

const byText = (one: string[], other: string[]) => (one.join(' ') < other.join(' ') ? -1 : 1);

/**
 * The verdict of a source that says only whether a name is right, such as the Income Tax Department, in the same form. The
 * reasons are what the given name has that may explain a mismatch.
 */
export function matchBySource(isMatch: boolean, given: string): NameMatch {
  if (isMatch) return { verdict: 'match', score: 100, reasons: [] };
  const { words, hasHonorific, hasRelation } = namePartsOf(given);
  const reasons: [NameReason, boolean][] = [
    ['initials', words.some((word) => word.length === 1)],
    ['honorific', hasHonorific],
    ['relation', hasRelation],
    ['missing_part', words.length === 1],
    ['script', !isLatin(words)],
  ];
  return { verdict: 'mismatch', score: null, reasons: reasons.flatMap(([reason, holds]) => (holds ? [reason] : [])) };
}

interface Pair {
  at: number;
  otherAt: number;
  likeness: Likeness;
}

/** The pairs of words that are most alike, each word in one pair at most; in the order of the first name. */
function pairsOf(words: readonly string[], others: readonly string[]): Pair[] {
  const all = words.flatMap((word, at) =>
    others.map((other, otherAt): Pair => ({ at, otherAt, likeness: likenessOf(word, other) })),
  );
  // Of pairs that are equally alike, one at the same place comes first: "J J Doe".
  all.sort((a, b) => b.likeness.score - a.likeness.score || Math.abs(a.at - a.otherAt) - Math.abs(b.at - b.otherAt));
  const chosen: Pair[] = [];
  for (const pair of all) {
    const isFree = chosen.every(({ at, otherAt }) => at !== pair.at && otherAt !== pair.otherAt);
    if (pair.likeness.score > 0 && isFree) chosen.push(pair);
  }
  return chosen.sort((a, b) => a.at - b.at);
}

const isInOrder = (pairs: readonly Pair[]) =>
  pairs.every(({ otherAt }, index) => index === 0 || otherAt > (pairs[index - 1]?.otherAt ?? -1));

const isLatin = (words: readonly string[]) => words.every((word) => /^[\p{Script=Latin}\p{N}]+$/u.test(word));

function matchOf(score: number, reasons: readonly NameReason[]): NameMatch {
  const verdict = score >= MATCH ? 'match' : score >= PARTIAL ? 'partial' : 'mismatch';
  return { verdict, score, reasons: [...new Set(reasons)] };
}

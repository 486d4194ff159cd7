import type { NameReason } from './compare-names.ts';

/** How alike two words of two names are, from 0 to 1, and why they are not the same. */
export interface Likeness {
  score: number;
  reason?: NameReason;
}

/** Short forms that are written for one name. */
const SHORT_FORMS: Readonly<Record<string, string>> = { MD: 'MOHAMMED', MOHD: 'MOHAMMED', MOHAMAD: 'MOHAMMED' };

/** Spellings of one sound of an Indian language in Latin letters, in the order in which they are unified. */
const SOUNDS: readonly [spelled: RegExp, as: string][] = [
  [/X/g, 'KS'],
  [/CK|Q|C(?!H)/g, 'K'],
  [/PH/g, 'F'],
  [/([BCDGJKST])H/g, '$1'],
  [/Z/g, 'J'],
  [/EE/g, 'I'],
  [/OO/g, 'U'],
  [/(?<=[AEIOU])W/g, 'U'],
  [/W/g, 'V'],
  [/(.)\1+/g, '$1'],
  [/H/g, ''],
];

/** Two spellings of one sound are still alike as texts; "Sita" and "Sati" are not. */
const LEAST_ALIKE = 0.8;
const SPELLING_ALIKE = 0.9;
const LEAST_LETTERS = 4;

/** Compares two words in capitals. */
export function likenessOf(one: string, other: string): Likeness {
  if (one === other) return { score: 1 };
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 1 && long.startsWith(short)) return { score: 0.8, reason: 'initials' };
  const [first = one, second = other] = [SHORT_FORMS[one], SHORT_FORMS[other]];
  if (first === second) return { score: 0.95, reason: 'transliteration' };
  const [sound, otherSound] = [soundOf(first), soundOf(second)];
  const isOneSound = consonantsOf(sound) === consonantsOf(otherSound) && jaroWinkler(sound, otherSound) >= LEAST_ALIKE;
  if (isOneSound) return { score: 0.95, reason: 'transliteration' };
  if (short.length >= LEAST_LETTERS && jaroWinkler(one, other) >= SPELLING_ALIKE)
    return { score: 0.6, reason: 'spelling' };
  return { score: 0 };
}

/** A word in one spelling of its sounds. */
const soundOf = (word: string) => SOUNDS.reduce((text, [spelled, as]) => text.replace(spelled, as), word);

/** The consonants of a sound; a vowel at the beginning counts as any vowel. */
const consonantsOf = (sound: string) => sound.replace(/(?<=.)[AEIOUY]+/g, '').replace(/^[AEIOUY]/, 'A');

/** The similarity of Jaro and Winkler, from 0 to 1: letters in common near each other, and a common beginning. */
function jaroWinkler(one: string, other: string): number {
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1);
  const taken = new Set<number>();
  const common = [...one].filter((letter, index) => {
    for (let at = Math.max(0, index - reach); at <= index + reach && at < other.length; at += 1) {
      if (other[at] !== letter || taken.has(at)) continue;
      taken.add(at);
      return true;
    }
    return false;
  });
  if (common.length === 0) return 0;
  const others = [...taken].sort((a, b) => a - b).map((at) => other[at]);
  const moved = common.filter((letter, index) => letter !== others[index]).length / 2;
  const jaro =
    (common.length / one.length + common.length / other.length + (common.length - moved) / common.length) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < one.length && one[prefix] === other[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

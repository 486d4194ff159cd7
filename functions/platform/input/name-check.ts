import { latinLookalike } from './lookalikes.ts';

/** What is wrong with a name, and the name that was probably intended. */
export interface NameFault {
  /** Continues a sentence that begins with the name: `has a character that cannot be seen`. */
  readonly reason: string;
  readonly suggestion?: string;
}

/** The common case, answered at once. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Overrides, embeddings, isolates and marks, which show letters in another order than the text has them. */
const BIDIRECTIONAL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u;

/** Scripts with letters that look like Latin ones. Mixing Latin with other scripts, such as Han, is common. */
const LATIN = /\p{Script=Latin}/u;
const LIKE_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

/**
 * The fault of a name that a caller chose, such as a key or a tool's name; undefined if its look is not misleading.
 * Faults are control characters, characters that are invisible or change the order of letters, names that differ from
 * their Unicode compatibility form (NFKC), and names that mix scripts which look alike (UTS 39, section 5.2, moderately
 * restrictive).
 */
export function nameFault(name: string): NameFault | undefined {
  if (PLAIN.test(name)) return undefined;
  if (/\p{Cc}/u.test(name)) return { reason: 'has a control character', suggestion: meant(name) };
  if (BIDIRECTIONAL.test(name))
    return { reason: 'has a character that turns the order of letters', suggestion: meant(name) };
  if (INVISIBLE.test(name)) return { reason: 'has a character that cannot be seen', suggestion: meant(name) };
  if (name.normalize('NFKC') !== name) {
    return { reason: 'is written in another form than Unicode gives it (NFKC)', suggestion: meant(name) };
  }
  const mixes = name.split(/[^\p{L}\p{M}\p{N}_.-]+/u).some((word) => LATIN.test(word) && LIKE_LATIN.test(word));
  return mixes ? { reason: 'mixes letters of scripts that look alike', suggestion: meant(name) } : undefined;
}

/** The name in plain letters, if that is a name without faults. */
function meant(name: string): string | undefined {
  const visible = name.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const plain = LATIN.test(visible) ? latinLookalike(visible) : visible;
  return plain !== name && plain !== '' && nameFault(plain) === undefined ? plain : undefined;
}

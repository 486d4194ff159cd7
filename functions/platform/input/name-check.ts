import { latinLookalike } from './lookalikes.ts';

/** What is wrong with a name, and what the name probably was meant to be. */
export interface NameFault {
  /** Goes on after the name: `has a character that cannot be seen`. */
  readonly reason: string;
  readonly suggestion?: string;
}

/** The common case, answered at once. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Override, embedding, isolate and mark: they show letters in another order than they stand. */
const BIDIRECTIONAL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/u;

/** Scripts whose letters pass for Latin ones. Latin beside others, such as Han, is how people write. */
const LATIN = /\p{Script=Latin}/u;
const LIKE_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u;

/**
 * Whether a name that a caller chose (a key, a tool's name) shows itself as what it is. Refused are control
 * characters, characters that cannot be seen or turn the order of letters, names that Unicode's compatibility form
 * (NFKC) writes otherwise, and names that mix scripts which look alike (UTS 39, 5.2, moderately restrictive).
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

/** The name in plain letters, where that is a name without faults. */
function meant(name: string): string | undefined {
  const visible = name.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const plain = LATIN.test(visible) ? latinLookalike(visible) : visible;
  return plain !== name && plain !== '' && nameFault(plain) === undefined ? plain : undefined;
}

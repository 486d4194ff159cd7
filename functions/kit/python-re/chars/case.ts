/**
 * Case as Python's `re` sees it: one code point to one code point, without the special rules of words and languages.
 * Two characters are alike if their lower case is the same, or if their lower cases have the same upper case.
 */

const LONGEST_ASCII = 0x7f;
/** The one character whose lower case has two code points in JavaScript: "İ". */
const CAPITAL_I_WITH_DOT = 0x130;
/** Behind the last character that has a case. */
const CASED_UNTIL = 0x1e944;

/** Lower case of a code point, by the alphabet of the pattern. */
export type Lower = (code: number) => number;

export const lowerAscii: Lower = (code) => (code >= 0x41 && code <= 0x5a ? code + 32 : code);

export const lower: Lower = (code) => {
  if (code <= LONGEST_ASCII) return lowerAscii(code);
  if (code === CAPITAL_I_WITH_DOT) return 0x69;
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code;
};

/** Lower-case characters that have the same upper case. */
const TWINS: readonly (readonly number[])[] = [
  [0x69, 0x131],
  [0x73, 0x17f],
  [0xb5, 0x3bc],
  [0x345, 0x3b9, 0x1fbe],
  [0x390, 0x1fd3],
  [0x3b0, 0x1fe3],
  [0x3b2, 0x3d0],
  [0x3b5, 0x3f5],
  [0x3b8, 0x3d1],
  [0x3ba, 0x3f0],
  [0x3c0, 0x3d6],
  [0x3c1, 0x3f1],
  [0x3c2, 0x3c3],
  [0x3c6, 0x3d5],
  [0x432, 0x1c80],
  [0x434, 0x1c81],
  [0x43e, 0x1c82],
  [0x441, 0x1c83],
  [0x442, 0x1c84, 0x1c85],
  [0x44a, 0x1c86],
  [0x463, 0x1c87],
  [0x1c88, 0xa64b],
  [0x1e61, 0x1e9b],
  [0xfb05, 0xfb06],
];

const TWINS_BY_CODE: ReadonlyMap<number, readonly number[]> = new Map(
  TWINS.flatMap((twins) => twins.map((code) => [code, twins] as const)),
);

/** A lower-case character and its twins. */
export const twinsOf = (code: number): readonly number[] => TWINS_BY_CODE.get(code) ?? [code];

let upperByLower: Map<number, number[]> | undefined;

/** All characters that have this lower case, itself included if it is lower case. */
export function withLower(code: number): readonly number[] {
  upperByLower ??= upperCases();
  return [code, ...(upperByLower.get(code) ?? [])];
}

/** Made when first needed, as it takes some milliseconds. */
function upperCases(): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let code = 0x41; code < CASED_UNTIL; code += 1) {
    const low = lower(code);
    if (low !== code) found.set(low, [...(found.get(low) ?? []), code]);
  }
  return found;
}

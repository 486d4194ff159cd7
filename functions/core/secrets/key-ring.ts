import { keyedHashOf } from '../json/canonical.ts';

/** The keys of one purpose, one for each version of the platform's master key. Keys are 256 bits in hexadecimal. */
export interface KeyRing {
  /** The version that protects what is made now. What is made names it. */
  readonly version: number;
  /** Key of `version`. */
  readonly key: string;
  /**
   * Key of the first version, which stays when others come and go. It finds records that must be found again after a
   * rotation, such as the claim of a write that is sent once more.
   */
  readonly first: string;
  /** Key of a version; undefined if the platform's secret does not hold that version. */
  at(version: number): string | undefined;
}

/** The ring of a stage whose master key was never rotated. */
export const onlyKey = (key: string): KeyRing => ({
  version: 1,
  key,
  first: key,
  at: (version) => (version === 1 ? key : undefined),
});

/**
 * Keyed hash of a value that names the version of its key: `2:<hexadecimal>`; hexadecimal alone for version 1. Equal values
 * have equal hashes under one version.
 */
export function namedHashOf(value: unknown, { version, key }: KeyRing): string {
  const hash = keyedHashOf(value, key);
  return version === 1 ? hash : `${version}:${hash}`;
}

import type { KeyRing } from '../key-ring.ts';

/** The keys of a purpose after the master key was rotated. */
export function rotated(ring: KeyRing, key: string): KeyRing {
  const version = ring.version + 1;
  return { version, key, first: ring.first, at: (other) => (other === version ? key : ring.at(other)) };
}

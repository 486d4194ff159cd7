import { expect, it } from '@jest/globals';
import { keyedHashOf } from '../json/canonical.ts';
import { type KeyRing, namedHashOf, onlyKey } from './key-ring.ts';
import { rotated } from './testing/rotated.ts';

const before = onlyKey('ab'.repeat(32));
const after: KeyRing = rotated(before, 'cd'.repeat(32));

it('a hash names the version of its key, unless that is the first', () => {
  expect(namedHashOf({ a: 1 }, before)).toBe(keyedHashOf({ a: 1 }, before.key));
  expect(namedHashOf({ a: 1 }, after)).toBe(`2:${keyedHashOf({ a: 1 }, after.key)}`);
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, hashOf, keyedHashOf } from './canonical.ts';

describe('canonical JSON', () => {
  it('reads back as the value it was made from', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(hashOf(reversed)).toBe(hashOf(value));
      }),
    );
  });

  it('gives another hash under another key', () => {
    expect(keyedHashOf({ a: 1 }, 'one')).not.toBe(keyedHashOf({ a: 1 }, 'two'));
  });
});

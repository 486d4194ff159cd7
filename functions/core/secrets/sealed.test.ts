import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, unseal } from './sealed.ts';

const KEY = 'ab'.repeat(32);

describe('a sealed value', () => {
  it('opens to the same value, and has different bytes each time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, place) => {
        const sealed = seal(value, KEY, place);
        expect(JSON.stringify(unseal(sealed, KEY, place))).toBe(JSON.stringify(value));
        expect(Buffer.from(seal(value, KEY, place)).equals(sealed)).toBe(false);
      }),
    );
  });

  it('shows nothing of what is inside', () => {
    const sealed = seal({ person: 'Test Person' }, KEY, 'here');
    expect(Buffer.from(sealed).includes('Test Person')).toBe(false);
  });

  it('opens in no other place, and under no other key', () => {
    const sealed = seal({ person: 'Test Person' }, KEY, 'task a');
    expect(() => unseal(sealed, KEY, 'task b')).toThrow();
    expect(() => unseal(sealed, 'cd'.repeat(32), 'task a')).toThrow();
  });

  it('does not open if a single bit was changed', () => {
    const sealed = seal({ person: 'Test Person' }, KEY, 'here');
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const altered = Uint8Array.from(sealed);
        const at = Math.floor(bit / 8);
        altered.set([(altered[at] ?? 0) ^ (1 << (bit % 8))], at);
        expect(() => unseal(altered, KEY, 'here')).toThrow();
      }),
    );
  });
});

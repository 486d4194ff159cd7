import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import type { CacheableOutcome } from './response-cache.ts';
import { responseVault } from './response-vault.ts';

const slot = { tenant: 'acme', hash: '0a1b' };
const outcome: CacheableOutcome = { status: 'ok', structuredContent: { name: 'Invented Person' }, meta: {} };
const vault = responseVault(async (purpose) => onlyKey((purpose === 'cache-answers' ? 'ab' : 'cd').repeat(32)));

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a sealed answer', () => {
  it('opens to the same value, and its bytes show nothing of it', async () => {
    const sealed = await vault.seal(outcome, slot);
    expect(Buffer.from(sealed).includes('Invented')).toBe(false);
    expect(await vault.open(sealed, slot)).toEqual(outcome);
  });

  it('looks different each time', async () => {
    expect(Buffer.compare(await vault.seal(outcome, slot), await vault.seal(outcome, slot))).not.toBe(0);
  });

  it.each([
    ['of another tenant', { ...slot, tenant: 'globex' }],
    ['of another question', { ...slot, hash: '0a1c' }],
  ])('does not open in the place %s', async (_whose, other) => {
    expect(await vault.open(await vault.seal(outcome, slot), other)).toBeUndefined();
  });

  it('does not open under another master key', async () => {
    const other = responseVault(async () => onlyKey('ef'.repeat(32)));
    expect(await other.open(await vault.seal(outcome, slot), slot)).toBeUndefined();
  });

  it('does not open if a bit was changed, and neither do other bytes', async () => {
    const sealed = await vault.seal(outcome, slot);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sealed.length * 8 - 1 }), fc.uint8Array(), async (bit, bytes) => {
        const altered = Uint8Array.from(sealed);
        altered.set([(altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
        expect(await vault.open(altered, slot)).toBeUndefined();
        expect(await vault.open(bytes, slot)).toBeUndefined();
      }),
    );
  });
});

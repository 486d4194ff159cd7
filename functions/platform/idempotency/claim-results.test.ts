import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Outcome } from '../../../schemas/invocation.ts';
import { claimKey } from '../../../schemas/keys.ts';
import { logger } from '../../core/logging/logger.ts';
import { onlyKey } from '../../core/secrets/key-ring.ts';
import { claimResults, claimTable } from './claim-results.ts';

const KEY = 'ab'.repeat(32);
const results = claimResults(onlyKey(KEY), 'acme');
const at = claimKey('acme', 'user:1', 'k1');
const outcome: Outcome = {
  status: 'ok',
  structuredContent: { name: 'Invented Person' },
  content: [{ type: 'text', text: 'Invented Person' }],
  meta: { warnings: ['A test value.'] },
};

beforeEach(() => {
  jest.spyOn(logger, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the sealed result of a claimed write', () => {
  it('opens to the same value, and its bytes show nothing of it', () => {
    const sealed = results.seal(outcome, at);
    expect(Buffer.from(sealed).includes('Invented')).toBe(false);
    expect(results.open(sealed, at)).toEqual(outcome);
  });

  it.each([
    ['another idempotency key', results, claimKey('acme', 'user:1', 'k2')],
    ['another principal', results, claimKey('acme', 'user:2', 'k1')],
    ['another tenant', claimResults(onlyKey(KEY), 'globex'), at],
    ['another master key', claimResults(onlyKey('cd'.repeat(32)), 'acme'), at],
  ])('does not open for %s', (_, other, place) => {
    expect(other.open(results.seal(outcome, at), place)).toBeUndefined();
  });

  it('does not open once a bit was changed', () => {
    const sealed = results.seal(outcome, at);
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const altered = Uint8Array.from(sealed);
        altered.set([(altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))], bit >> 3);
        expect(results.open(altered, at)).toBeUndefined();
      }),
    );
  });

  it('leaves out the content blocks if it is too large for an item, with a warning', () => {
    const large = { ...outcome, content: [{ type: 'text' as const, text: randomBytes(400_000).toString('base64') }] };
    const sealed = results.seal(large, at);
    expect(sealed.length).toBeLessThan(1_000);
    expect(results.open(sealed, at)).toEqual({
      status: 'ok',
      structuredContent: { name: 'Invented Person' },
      meta: { warnings: ['A test value.', expect.stringContaining('content blocks')] },
    });
  });
});

it('the claims of a tenant are sealed under a key of a purpose of their own', async () => {
  const purposes: string[] = [];
  const key = async (purpose: string) => {
    purposes.push(purpose);
    return onlyKey(KEY);
  };
  const claims = await claimTable({ state: { client: {} as never, table: 'state' }, key }, 'acme');
  expect(purposes).toEqual(['claim-results']);
  expect(results.open(claims.results.seal(outcome, at), at)).toEqual(outcome);
});

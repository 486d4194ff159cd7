import { describe, expect, it } from '@jest/globals';
import { usableUntil } from './token-lifetime.ts';

const NOW = 1_800_000_000_000;
const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const minutes = (count: number) => count * 60_000;

describe('usableUntil', () => {
  it('ends ten minutes before a JWT does', () => {
    expect(usableUntil(jwt({ exp: NOW / 1000 + 86_400 }), NOW)).toBe(NOW + minutes(24 * 60 - 10));
  });

  it('takes a tenth off a short life', () => {
    expect(usableUntil(jwt({ exp: NOW / 1000 + 600 }), NOW)).toBe(NOW + minutes(9));
  });

  it('lies in the past for a token that has ended', () => {
    expect(usableUntil(jwt({ exp: NOW / 1000 - 1 }), NOW)).toBeLessThan(NOW);
  });

  it.each(['opaque', 'a.b.c', jwt({ exp: 'soon' }), jwt(null), ''])('assumes 23 h 50 min for %j', (token) => {
    expect(usableUntil(token, NOW)).toBe(NOW + minutes(24 * 60 - 10));
  });
});

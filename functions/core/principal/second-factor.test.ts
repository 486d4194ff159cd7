import { describe, expect, it } from '@jest/globals';
import { secondFactorAge } from './second-factor.ts';

const NOW = 1_800_000_000;

describe('the age of a second factor', () => {
  it('counts from the sign-in that it was part of', () => {
    expect(secondFactorAge({ authTime: NOW - 300, amr: ['pwd', 'otp'] }, NOW + 0.9)).toBe(300);
  });

  it('is zero if the clock of the issuer is a little ahead', () => {
    expect(secondFactorAge({ authTime: NOW + 30, amr: ['mfa'] }, NOW)).toBe(0);
  });

  it.each([
    ['a password', { authTime: NOW, amr: ['pwd'] }],
    ['a value that names no factor', { authTime: NOW, amr: ['ext', 'geo', 'rba', 'kba', 'user', 'wia'] }],
    ['no time', { amr: ['otp'] }],
    ['a time to come', { authTime: NOW + 3_600, amr: ['otp'] }],
    ['an API key', {}],
  ])('is not there for %s', (_what, principal) => {
    expect(secondFactorAge(principal, NOW)).toBeUndefined();
  });
});

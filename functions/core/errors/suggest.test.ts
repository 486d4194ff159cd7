import { describe, expect, it } from '@jest/globals';
import { didYouMean } from './suggest.ts';

describe('what was probably meant', () => {
  it.each([
    ['ifcs', ['ifsc', 'name'], 'ifsc'],
    ['Verify_PAN', ['verify_pan', 'verify_ifsc'], 'verify_pan'],
    ['verify_pam', ['verify_pan', 'verify_ifsc'], 'verify_pan'],
    ['pna', ['pan', 'name'], 'pan'],
    ['more', ['code'], undefined],
    ['xy', ['ifsc'], undefined],
    ['completely_different', ['verify_pan'], undefined],
    ['anything', [], undefined],
  ])('%s among %j: %s', (given, candidates, expected) => {
    expect(didYouMean(given, candidates)).toBe(expected);
  });
});

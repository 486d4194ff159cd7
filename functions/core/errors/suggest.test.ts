import { describe, expect, it } from '@jest/globals';
import { didYouMean, meantName } from './suggest.ts';

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

describe('the tool that was probably meant', () => {
  const tools = ['verify_pan', 'verify_ifsc', 'batch_call', 'call'];

  it.each([
    ['mcp__manifold__verify_pan', 'verify_pan'],
    ['mcp_manifold_verify_pan', 'verify_pan'],
    ['manifold.verify_pan', 'verify_pan'],
    ['manifold/verify_pan', 'verify_pan'],
    ['functions.mcp__my-server__batch_call', 'batch_call'],
    ['manifold:verify-ifsc', 'verify_ifsc'],
    ['verify-pan', 'verify_pan'],
    ['verifyPan', 'verify_pan'],
    ['mcp__manifold__verify_pam', 'verify_pan'],
    ['verify_pann', 'verify_pan'],
    ['mcp__manifold__weather', undefined],
  ])('%s: %s', (given, expected) => {
    expect(meantName(given, tools)).toBe(expected);
  });
});

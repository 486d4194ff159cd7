import { describe, expect, it } from '@jest/globals';
import { familyName, toolNames } from './names.ts';

describe('names', () => {
  it.each([
    ['verify_gstin', 'verify-gstin', 'verifyGstin', 'Verify gstin'],
    ['GetNearbyDealers', 'get-nearby-dealers', 'getNearbyDealers', 'Get nearby dealers'],
    ['delete', 'delete', 'deleteTool', 'Delete'],
  ])('%s lies in %s.ts and is imported as %s', (name, file, identifier, title) => {
    expect(toolNames(name)).toEqual({ name, file, identifier, title });
  });

  it.each(['', 'v', '1st', 'verify-gstin', '../escape', 'v'.repeat(65)])('"%s" is no name for a tool', (name) => {
    expect(() => toolNames(name)).toThrow(/is no name for a tool: take 2 to 64/);
  });

  it.each(['', 'Weather', 'a', 'two_words', '../escape'])('"%s" is no name for a family', (name) => {
    expect(() => familyName(name)).toThrow(/is no name for a family: take 2 to 32/);
  });
});

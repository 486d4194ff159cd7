import { describe, expect, it } from '@jest/globals';
import { familyName, toolNames } from './names.ts';

describe('the name of a tool or family', () => {
  it.each([
    ['verify_gstin', 'verify-gstin', 'verifyGstin', 'Verify gstin'],
    ['GetNearbyDealers', 'get-nearby-dealers', 'getNearbyDealers', 'Get nearby dealers'],
    ['delete', 'delete', 'deleteTool', 'Delete'],
  ])('makes the tool %s the file %s.ts and the import %s', (name, file, identifier, title) => {
    expect(toolNames(name)).toEqual({ name, file, identifier, title });
  });

  it.each(['', 'v', '1st', 'verify-gstin', '../escape', 'v'.repeat(65)])(
    'refuses "%s" as the name of a tool',
    (name) => {
      expect(() => toolNames(name)).toThrow(/is not a name for a tool: take 2 to 64/);
    },
  );

  it.each(['', 'Weather', 'a', 'two_words', '../escape'])('refuses "%s" as the name of a family', (name) => {
    expect(() => familyName(name)).toThrow(/is not a name for a family: take 2 to 32/);
  });
});

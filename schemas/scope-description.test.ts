import { describe, expect, it } from '@jest/globals';
import { parseScopeDescription, scopeDescriptionText } from './scope-description.ts';

describe('the description of a scope', () => {
  it('is one text with family, titles and risks, which can be read again', () => {
    const text = scopeDescriptionText('Payments', ['Pay', 'Save a card'], ['money', 'destructive']);
    expect(text).toBe('Payments: Pay, Save a card. Moves money. Deletes or revokes.');
    expect(parseScopeDescription(text)).toEqual({
      family: 'Payments',
      allows: 'Pay, Save a card',
      risks: ['money', 'destructive'],
    });
  });

  it('counts the titles that do not fit into the 256 characters of Cognito', () => {
    const titles = Array.from({ length: 20 }, (_, index) => `A title with number ${index}`);
    const text = scopeDescriptionText('KYC', titles, ['money']);
    expect(text.length).toBeLessThanOrEqual(256);
    expect(text).toMatch(/^KYC: A title with number 0, .*, \d+ more\. Moves money\.$/);
  });

  it('of another form is shown as it is', () => {
    expect(parseScopeDescription('Everything')).toEqual({ family: 'Other', allows: 'Everything', risks: [] });
  });
});

import { describe, expect, it } from '@jest/globals';
import { argumentWarnings } from './argument-warnings.ts';

const definition = {
  argumentWarnings: [
    { field: 'reason', shorterThan: 20, message: 'The reason is short.' },
    { field: 'name', invisibleMarks: true as const, message: 'The name has invisible marks.' },
  ],
};

describe('warnings about arguments', () => {
  it.each([
    [{ reason: 'Onboarding of a new customer', name: 'Invented Person' }, []],
    [{ reason: '  Onboarding         ', name: 'Invented Person' }, ['The reason is short.']],
    [{ reason: 'x'.repeat(20), name: 'Invented\u200b Person' }, ['The name has invisible marks.']],
    [{ reason: 7 }, []],
    [{}, []],
  ])('of %j are %j', (args, warnings) => {
    expect(argumentWarnings(definition, args)).toEqual(warnings);
  });

  it('are left out if the tool declares no rules', () => {
    expect(argumentWarnings({}, { reason: '' })).toEqual([]);
  });
});

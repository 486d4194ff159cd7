import { expect, it } from '@jest/globals';
import { isSet } from './is-set.ts';

it.each([undefined, '', ' \n', 'set-me'])('a value of a secret is not set if it is %j', (value) => {
  expect(isSet(value)).toBe(false);
});

it('any other value of a secret is set', () => {
  expect(isSet('key_test_invented')).toBe(true);
});

import { expect, it } from '@jest/globals';
import { pseudonymOf } from './pseudonym.ts';

it('gives a person the same 40 hexadecimal digits each time', () => {
  const pseudonym = pseudonymOf({ tenant: 'acme', owner: 'user-1' });
  expect(pseudonym).toMatch(/^[0-9a-f]{40}$/);
  expect(pseudonymOf({ tenant: 'acme', owner: 'user-1' })).toBe(pseudonym);
});

it('tells apart people whose tenant and id are the same text when joined', () => {
  expect(pseudonymOf({ tenant: 'ab', owner: 'c' })).not.toBe(pseudonymOf({ tenant: 'a', owner: 'bc' }));
});

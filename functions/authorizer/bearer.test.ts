import { describe, expect, it } from '@jest/globals';
import { bearerOf, presentsNothing } from './bearer.ts';

describe('a request', () => {
  it.each([
    ['has no headers', undefined, true],
    ['has no Authorization header', { Accept: ['*/*'] }, true],
    ['has an empty one', { Authorization: [''] }, false],
    ['has one of another scheme', { authorization: ['Basic YTpi'] }, false],
    ['has two', { Authorization: ['Bearer a'], authorization: ['Bearer b'] }, false],
  ])('that %s carries no bearer credential', (_case, multiValueHeaders, nothing) => {
    const event = { multiValueHeaders: multiValueHeaders ?? null };
    expect([bearerOf(event), presentsNothing(event)]).toEqual([undefined, nothing]);
  });
});

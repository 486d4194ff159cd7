import { describe, expect, it } from '@jest/globals';
import { withoutUndefined } from './without-undefined.ts';

describe('withoutUndefined', () => {
  it('leaves out properties that are undefined', () => {
    expect(Object.keys(withoutUndefined({ kept: 1, absent: undefined }))).toEqual(['kept']);
  });

  it('keeps null, the empty text, zero and false', () => {
    const value = { nothing: null, text: '', number: 0, flag: false };
    expect(withoutUndefined(value)).toStrictEqual(value);
  });

  it('leaves nested objects and the given object as they are', () => {
    const value = { nested: { absent: undefined }, absent: undefined };
    expect(withoutUndefined(value)).toStrictEqual({ nested: { absent: undefined } });
    expect(Object.keys(value)).toEqual(['nested', 'absent']);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareNames, matchBySource } from './compare-names.ts';

describe('names that are the same', () => {
  it.each([
    ['John Ronald Doe', 'JOHN  RONALD DOE', []],
    ['Jo\u200bhn Doe\u200b', 'John Doe', []],
    ['José D’Souza', 'JOSE DSOUZA', []],
    ['Doe John', 'John Doe', ['order']],
    ['Mr. John Doe', 'JOHN DOE', ['honorific']],
    ['Smt Sita Devi', 'Sita Devi W/O Ram Lal', ['honorific', 'relation']],
    ['Ramkumar Iyer', 'Ram Kumar Iyer', ['joined']],
    ['Laxmi Chowdhury', 'Lakshmi Choudhary', ['transliteration']],
    ['Md Wasim', 'Mohammad Vaseem', ['transliteration']],
    ['Srinivasan Venkatesh', 'Shrinivasan Wenkatesh', ['transliteration']],
    ['Example Traders Pvt. Ltd.', 'EXAMPLE TRADERS PRIVATE LIMITED', []],
  ])('%j and %j match, with the reasons %j', (one, other, reasons) => {
    expect(compareNames(one, other)).toMatchObject({ verdict: 'match', reasons: expect.arrayContaining(reasons) });
    if (reasons.length === 0) expect(compareNames(one, other)).toEqual({ verdict: 'match', score: 100, reasons });
  });
});

describe('names that a person has to look at', () => {
  it.each([
    ['J R Doe', 'John Ronald Doe', 'initials'],
    ['John Doe', 'John Ronald Doe', 'missing_part'],
    ['Rajesh Sharma', 'Rakesh Sharma', 'spelling'],
  ])('%j and %j match in part: %s', (one, other, reason) => {
    expect(compareNames(one, other)).toMatchObject({ verdict: 'partial', reasons: expect.arrayContaining([reason]) });
  });
});

describe('names of different people', () => {
  it.each([
    ['Priya Sharma', 'John Doe'],
    ['Jane Doe', 'John Doe'],
    ['Sita Rao', 'Sati Roy'],
    ['Priya Sharma', 'Rahul Sharma'],
  ])('%j and %j do not match', (one, other) => {
    expect(compareNames(one, other)).toMatchObject({ verdict: 'mismatch', reasons: ['different_part'] });
  });

  it('cannot be compared in two scripts', () => {
    expect(compareNames('जॉन डो', 'John Doe')).toEqual({ verdict: 'not_comparable', score: null, reasons: ['script'] });
  });
});

describe('the verdict of a source that tells no name', () => {
  it('is a match with the full score, or a mismatch with what may explain it', () => {
    expect(matchBySource(true, 'J Doe')).toEqual({ verdict: 'match', score: 100, reasons: [] });
    expect(matchBySource(false, 'Mr J Doe')).toEqual({
      verdict: 'mismatch',
      score: null,
      reasons: ['initials', 'honorific'],
    });
    expect(matchBySource(false, 'John Ronald Doe').reasons).toEqual([]);
  });
});

describe('the comparison', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ABDHIKMNORSTUVWXZ abe.-\u200b&/'), maxLength: 60 });

  it('is the same in both directions, within 0 and 100, and 100 for a name and itself', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const { score, verdict } = compareNames(one, other);
        expect(compareNames(other, one)).toMatchObject({ score, verdict });
        if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
        expect([100, null]).toContain(compareNames(one, one).score);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameFault } from './name-check.ts';

describe('a name', () => {
  it.each([
    'verify_pan',
    'first name',
    'x-y.z/1',
    'größe',
    'имя',
    'имя пользователя',
    '数量',
    'ID番号',
    'שם',
    'नाम',
    '',
  ])('is fine as %j', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it.each([
    ['verify\u0000_pan', /control character/, 'verify_pan'],
    ['verify_pan\u001b[2K', /control character/, 'verify_pan[2K'],
    ['verify\u0085_pan', /control character/, 'verify_pan'],
    ['verify_\u202enap', /order of letters/, 'verify_nap'],
    ['verify_\u2066pan\u2069', /order of letters/, 'verify_pan'],
    ['verify\u200b_pan', /cannot be seen/, 'verify_pan'],
    ['verify\u200d_pan', /cannot be seen/, 'verify_pan'],
    ['\ufeffverify_pan', /cannot be seen/, 'verify_pan'],
    ['verify_pan\u{e0041}', /cannot be seen/, 'verify_pan'],
    ['pan\ufe0f', /cannot be seen/, 'pan'],
    ['ｖｅｒｉｆｙ_pan', /NFKC/, 'verify_pan'],
    ['𝐩𝐚𝐧', /NFKC/, 'pan'],
    ['ﬁeld', /NFKC/, 'field'],
    ['e\u0301tat', /NFKC/, 'état'],
    ['vеrify_pаn', /look alike/, 'verify_pan'],
    ['verify_рас', /look alike/, 'verify_pac'],
    ['αmount', /look alike/, 'amount'],
    ['amountжж', /look alike/, undefined],
  ])('is refused as %j', (name, reason, suggestion) => {
    const fault = nameFault(name);
    expect(fault?.reason).toMatch(reason);
    expect(fault?.suggestion).toBe(suggestion);
  });

  it('is never suggested with a fault of its own, or as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { suggestion } = nameFault(name) ?? {};
        if (suggestion === undefined) return;
        expect(suggestion).not.toBe(name);
        expect(nameFault(suggestion)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { accountNumberField, mobileField } from './bank-account.ts';
import { parseCin } from './cin.ts';
import { companyIdField } from './company-id.ts';
import { dinField } from './din.ts';
import { ifscField } from './ifsc.ts';
import { parseLlpin } from './llpin.ts';
import { otpField, referenceIdField } from './otp.ts';

describe('identifiers as people write them', () => {
  it.each([
    ['IFSC', ifscField(), 'sbin 0021745', 'SBIN0021745'],
    ['account number', accountNumberField(), '0000-0012 3456', '000000123456'],
    ['mobile with country code', mobileField(), '+91 90000-00000', '9000000000'],
    ['mobile with trunk zero', mobileField(), '09000000000', '9000000000'],
    ['mobile that begins with 91', mobileField(), '9100000000', '9100000000'],
    ['CIN', companyIdField(), 'u12300gj2017ptc123456', 'U12300GJ2017PTC123456'],
    ['LLPIN without hyphen', companyIdField(), 'abc1234', 'ABC-1234'],
    ['DIN without its zeros', dinField(), '123456', '00123456'],
    ['DIN with its name', dinField(), 'DIN: 99999999', '99999999'],
    ['OTP in two groups', otpField(), '121 212', '121212'],
  ] as const)('%s', (_name, field, written, expected) => {
    expect(field.parse(written)).toBe(expected);
  });

  it.each([
    ['IFSC with the letter O in place of the zero', ifscField(), 'SBINO021745'],
    ['account number with other signs', accountNumberField(), '../../authenticate'],
    ['mobile that begins with 5', mobileField(), '5000000000'],
    ['CIN that is too short', companyIdField(), 'U12300GJ2017PTC12345'],
    ['DIN with nine digits', dinField(), '123456789'],
    ['OTP with five digits', otpField(), '12121'],
  ] as const)('refuses %s', (_name, field, written) => {
    expect(field.safeParse(written).success).toBe(false);
  });

  const fields: Record<string, z.ZodType> = {
    IFSC: ifscField(),
    'account number': accountNumberField(),
    mobile: mobileField(),
    'CIN or LLPIN': companyIdField(),
    DIN: dinField(),
    OTP: otpField(),
  };
  it.each(Object.entries(fields))(
    'are checked by the pattern of the %s in its schema as by the field itself',
    (_, field) => {
      const { pattern } = z.toJSONSchema(field, { io: 'input' });
      const parts = [
        '91',
        '+91',
        '0',
        'DIN:',
        'dpin ',
        'SBIN',
        '000',
        '123',
        '1234',
        '56789',
        '–',
        ' ',
        '-',
        'U',
        'gj',
        'PTC',
        'abc',
      ];
      const written = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 9 }).map((some) => some.join(''));
      fc.assert(
        fc.property(written, (text) => {
          expect(new RegExp(String(pattern), 'u').test(text)).toBe(field.safeParse(text).success);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('take the reference of an OTP as number or text', () => {
    expect([1234567, ' 1234567 '].map((reference) => referenceIdField().parse(reference))).toEqual([
      '1234567',
      '1234567',
    ]);
  });
});

describe('parseCin', () => {
  it('names the parts', () => {
    expect(parseCin('L12300MH2001PLC000001')).toEqual({
      listing: 'listed',
      industry: '12300',
      state: 'MH',
      year: '2001',
      type: 'PLC',
      registration: '000001',
    });
  });

  it('is undefined for anything else', () => {
    expect(parseCin('ABC-1234')).toBeUndefined();
  });
});

describe('parseLlpin', () => {
  it('gives one spelling for all, and keeps it', () => {
    const llpin = fc.tuple(
      fc.string({ unit: fc.constantFrom(...'ABCXYZ'), minLength: 3, maxLength: 3 }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 4 }),
    );
    fc.assert(
      fc.property(llpin, fc.constantFrom('', '-', ' '), ([letters, digits], separator) => {
        const parsed = parseLlpin(`${letters.toLowerCase()}${separator}${digits}`);
        expect(parsed).toBe(`${letters}-${digits}`);
        expect(parseLlpin(parsed ?? '')).toBe(parsed);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { ProfileChange } from './fields.ts';

const faultsOf = (change: object) =>
  ProfileChange.safeParse(change).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a change of a profile', () => {
  it('normalises spaces, separators and letter case', () => {
    const change = {
      display_name: '  Uma   User ',
      phone: '+49 (30) 123-456',
      address: { line1: 'Elm Street 1', city: 'Springfield', country: 'us' },
      timezone: 'Europe/Berlin',
      locale: 'en-GB',
      legal_name: null,
    };
    expect(ProfileChange.parse(change)).toEqual({
      ...change,
      display_name: 'Uma User',
      phone: '+4930123456',
      address: { ...change.address, country: 'US' },
    });
  });

  it.each([
    [{ email: 'not an address' }, 'email: expected an e-mail address'],
    [{ phone: '030 123456' }, 'phone: expected a number with its country code (E.164), e.g. "+4930123456"'],
    [{ date_of_birth: '2001-02-29' }, 'date_of_birth: expected a day of the calendar, YYYY-MM-DD'],
    [{ date_of_birth: '3001-01-01' }, 'date_of_birth: expected a past day, 1900 or later'],
    [{ timezone: 'Mars/Olympus' }, 'timezone: expected a time zone of the IANA list, e.g. "Europe/Berlin"'],
    [{ locale: 'english!' }, 'locale: expected a language tag (BCP 47), e.g. "en-GB"'],
    [{ display_name: '   ' }, 'display_name: expected some text'],
    [
      { address: { line1: 'A', city: 'B', country: 'Germany' } },
      'address.country: expected a country code of two letters (ISO 3166), e.g. "DE"',
    ],
    [{}, ': expected at least one field'],
  ])('refuses %j and says what would be right', (change, fault) => {
    expect(faultsOf(change)).toContain(fault);
  });

  it('refuses fields that are not part of a profile, such as a role or a tenant', () => {
    for (const change of [{ roles: ['admin'] }, { tenant: 'other' }, { address: { planet: 'Mars' } }]) {
      expect(ProfileChange.safeParse(change).success).toBe(false);
    }
  });
});

import * as z from 'zod';
import { textKind } from '../../../../schemas/text-kind.ts';

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim().replace(/\s+/g, ' '))
    .pipe(z.string().min(1, 'expected some text').max(max, `expected at most ${max} characters`));

const isDay = (value: string) => {
  const day = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
};
const isPast = (value: string) => value >= '1900-01-01' && value <= new Date().toISOString().slice(0, 10);

const isTimeZone = (value: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
const isLocale = (value: string) => {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
};

const address = z.strictObject({
  line1: text(120).meta({ description: 'Street and number.', ...textKind('name') }),
  line2: text(120)
    .optional()
    .meta({ description: 'Second line.', ...textKind('name') }),
  city: text(80).meta({ description: 'City.', ...textKind('name') }),
  region: text(80)
    .optional()
    .meta({ description: 'State or region.', ...textKind('name') }),
  postal_code: text(16)
    .optional()
    .meta({ description: 'Postal code.', ...textKind('digits') }),
  country: z
    .string()
    .transform((code) => code.trim().toUpperCase())
    .pipe(z.string().regex(/^[A-Z]{2}$/, 'expected a country code of two letters (ISO 3166), e.g. "DE"'))
    .meta({ description: 'Country code (ISO 3166), e.g. "DE".', ...textKind('identifier') }),
});

/**
 * The fields of a profile. Each is encrypted separately; none of them is an attribute of the account in the user pool.
 */
export const PROFILE_FIELDS = {
  display_name: text(100).meta({ description: 'How the person wants to be called.', ...textKind('name') }),
  legal_name: text(200).meta({ description: 'Name as in the person’s documents.', ...textKind('name') }),
  email: z.email('expected an e-mail address').max(254).describe('Address for messages; not the address for sign-in.'),
  phone: z
    .string()
    .transform((value) => value.replace(/[\s().-]/g, ''))
    .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'expected a number with its country code (E.164), e.g. "+4930123456"'))
    .meta({ description: 'Telephone number with its country code.', ...textKind('digits') }),
  date_of_birth: z
    .string()
    .trim()
    .refine(isDay, 'expected a day of the calendar, YYYY-MM-DD')
    .refine(isPast, 'expected a past day, 1900 or later')
    .meta({ description: 'YYYY-MM-DD.', ...textKind('identifier') }),
  address: address.describe('Postal address.'),
  locale: z
    .string()
    .trim()
    .refine(isLocale, 'expected a language tag (BCP 47), e.g. "en-GB"')
    .meta({ description: 'Language tag.', ...textKind('identifier') }),
  timezone: z
    .string()
    .trim()
    .refine(isTimeZone, 'expected a time zone of the IANA list, e.g. "Europe/Berlin"')
    .meta({ description: 'Time zone.', ...textKind('identifier') }),
};

export type ProfileField = keyof typeof PROFILE_FIELDS;
export const FIELD_NAMES = Object.keys(PROFILE_FIELDS) as ProfileField[];

/** Changes to a profile: a value sets a field, null removes it; fields that are not named stay. */
export const ProfileChange = z
  .strictObject({
    display_name: PROFILE_FIELDS.display_name.nullable().optional(),
    legal_name: PROFILE_FIELDS.legal_name.nullable().optional(),
    email: PROFILE_FIELDS.email.nullable().optional(),
    phone: PROFILE_FIELDS.phone.nullable().optional(),
    date_of_birth: PROFILE_FIELDS.date_of_birth.nullable().optional(),
    address: PROFILE_FIELDS.address.nullable().optional(),
    locale: PROFILE_FIELDS.locale.nullable().optional(),
    timezone: PROFILE_FIELDS.timezone.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'expected at least one field');
export type ProfileChange = z.output<typeof ProfileChange>;

import * as z from 'zod';
import { parseDate, toIsoDate } from '../../../core/input/calendar-date.ts';
import { maskAadhaarIn } from '../formats/aadhaar.ts';

/** A text may be absent or empty; a year or a pincode may be a number. The provider documents or sends all of these. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value.trim()));

/** A person in the records of UIDAI, in the provider's form. */
export const OkycData = z.object({
  reference_id: z.coerce.string(),
  status: z.string(),
  message: text,
  name: text,
  gender: text,
  date_of_birth: text,
  year_of_birth: text,
  care_of: text,
  full_address: text,
  address: z
    .object({
      house: text,
      street: text,
      landmark: text,
      vtc: text,
      post_office: text,
      subdistrict: text,
      district: text,
      state: text,
      pincode: text,
      country: text,
    })
    .nullish(),
  email_hash: text,
  mobile_hash: text,
  photo: text,
});
export type OkycData = z.output<typeof OkycData>;

/** DD-MM-YYYY of the provider as YYYY-MM-DD; any other text stays unchanged. */
export function isoDateOfBirth(value: string | null): string | null {
  const date = value === null ? undefined : parseDate(value);
  return date ? toIsoDate(date) : value;
}

/** The photo as an MCP image block; undefined without a photo. */
export function photoBlock(photo: string | null): { type: 'image'; data: string; mimeType: string } | undefined {
  const [, mimeType, data] = /^data:(image\/[a-z+.-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(photo ?? '') ?? [];
  return mimeType && data ? { type: 'image', data: data.replace(/\s/g, ''), mimeType } : undefined;
}

/** Texts of the provider may contain the Aadhaar number; it is masked. */
export const masked = (value: string | null) => (value === null ? null : maskAadhaarIn(value));

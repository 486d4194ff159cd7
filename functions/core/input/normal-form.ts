import type { NormalForm } from '../../../schemas/normal-form.ts';
import { parseDate, toIsoDate } from './calendar-date.ts';

/**
 * An identifier without what people put between its parts (spaces, hyphens of any kind, invisible marks), in upper
 * case and plain letters and digits: `abcpe-1234 f` becomes `ABCPE1234F`, full-width digits become ASCII.
 */
export function compact(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}\u2212]/gu, '')
    .toUpperCase();
}

/** A name or sentence without invisible marks such as U+200B, one space between words and none at the ends. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text in its normal form. A text that has none, such as a day that does not exist, stays as it is. */
export function inNormalForm(text: string, { form, strip, zeros }: NormalForm): string {
  switch (form) {
    case 'text':
      return tidy(text);
    case 'name':
      return tidy(text).toLowerCase();
    case 'date': {
      const date = parseDate(text);
      return date ? toIsoDate(date) : text;
    }
    case 'identifier': {
      const plain = compact(text);
      const left = strip === undefined ? plain : plain.replace(new RegExp(strip, 'u'), '');
      return zeros && /^[0-9]+$/.test(left) && left.length >= zeros.least ? left.padStart(zeros.to, '0') : left;
    }
  }
}

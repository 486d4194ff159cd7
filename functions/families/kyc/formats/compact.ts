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

/** A name or sentence with its spaces tidied: none at the ends, one between words. */
export function tidy(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

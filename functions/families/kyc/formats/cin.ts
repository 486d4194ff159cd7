/** Corporate Identification Number (Ministry of Corporate Affairs), 21 characters. */
export const CIN = /^[LU][0-9]{5}[A-Z]{2}[0-9]{4}[A-Z]{3}[0-9]{6}$/;

/** Parts of a CIN in the order in which they stand. */
export interface CinParts {
  listing: 'listed' | 'unlisted';
  /** National Industrial Classification, five digits. */
  industry: string;
  /** Two letters of the state of registration. */
  state: string;
  /** Year of incorporation. */
  year: string;
  /** Three letters of the company's type, e.g. PTC (private), PLC (public), OPC (one person). */
  type: string;
  registration: string;
}

/** The parts of a normalised CIN; undefined if the text is not a CIN. */
export function parseCin(text: string): CinParts | undefined {
  if (!CIN.test(text)) return undefined;
  return {
    listing: text.startsWith('L') ? 'listed' : 'unlisted',
    industry: text.slice(1, 6),
    state: text.slice(6, 8),
    year: text.slice(8, 12),
    type: text.slice(12, 15),
    registration: text.slice(15),
  };
}

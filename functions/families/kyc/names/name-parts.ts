/** Titles before and after a name in India, in capitals and without dots. */
const HONORIFICS = new Set(
  'MR MRS MS MISS MX MASTER DR PROF SHRI SRI SHREE SREE SMT SMTI SRIMATI SHRIMATI KUM KUMARI SUSHRI ADV CA ER LATE SIR MADAM JI'.split(
    ' ',
  ),
);

/** Short forms of words in the names of companies. */
const WORDS: Readonly<Record<string, string>> = {
  PVT: 'PRIVATE',
  LTD: 'LIMITED',
  CO: 'COMPANY',
  CORP: 'CORPORATION',
  BROS: 'BROTHERS',
  INTL: 'INTERNATIONAL',
};

/** What follows is the name of a parent or spouse: son of, daughter of, wife of, care of. */
const RELATION = /(?<=\s)[SDWC]\s?\/\s?O\b.*$/;

/** A name as it is compared. */
export interface NameParts {
  /** Words in capitals without accents, dots, hyphens and honorifics. */
  words: string[];
  /** Whether honorifics were left out. */
  hasHonorific: boolean;
  /** Whether the name of a parent or spouse was left out. */
  hasRelation: boolean;
}

/** Reads a name: case, blanks, punctuation, accents and invisible marks are not part of it. */
export function namePartsOf(name: string): NameParts {
  const plain = name
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toUpperCase();
  const own = plain.replace(RELATION, '');
  const all = own
    .replace(/&/g, ' AND ')
    .replace(/\bM\s?\/\s?S\b/g, ' ')
    .replace(/['’`]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const words = all.filter((word) => !HONORIFICS.has(word)).map((word) => WORDS[word] ?? word);
  // A name that is nothing but an honorific is a name: "Kumari", "Sri".
  const kept = words.length > 0 ? words : all;
  return { words: kept, hasHonorific: kept.length < all.length, hasRelation: own !== plain };
}

import * as z from 'zod';

const Pattern = z.string().refine(
  (text) => {
    try {
      return new RegExp(text, 'u') instanceof RegExp;
    } catch {
      return false;
    }
  },
  { error: 'expected a regular expression' },
);

/**
 * How an argument is brought into its normal form (functions/core/input/normal-form.ts), as data: the family parses the
 * argument by it, and front compares two arguments by it without running the family's code.
 *
 * - `identifier`: without blanks, hyphens and invisible marks, in capitals
 * - `text`: without invisible marks, one space between words, none at the ends
 * - `name`: the same, compared without regard to case
 * - `date`: DD/MM/YYYY and YYYY-MM-DD as one day
 */
export const NormalForm = z.object({
  form: z.enum(['identifier', 'text', 'name', 'date']),
  /** The part of an identifier that is left out, such as a country code. */
  strip: Pattern.optional(),
  /** Zeros before an identifier of at least `least` digits, up to `to` digits. */
  zeros: z.object({ least: z.int().positive(), to: z.int().positive().max(64) }).optional(),
});
export type NormalForm = z.infer<typeof NormalForm>;

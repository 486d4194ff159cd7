import * as z from 'zod';

/** What a text or a number has to be, so that audit keeps it in clear. */
const Form = z
  .strictObject({
    /** Regular expression that the whole text matches; without `^` and `$`. */
    pattern: z.string().min(1).optional(),
    /** Texts that are kept. */
    values: z.array(z.string()).min(1).optional(),
    /** Least and greatest number that is kept. */
    range: z.tuple([z.number(), z.number()]).optional(),
  })
  .refine(({ pattern, values, range }) => pattern ?? values ?? range, {
    error: 'expected a pattern, values or a range',
  });

/**
 * What audit keeps of an argument that policies may read (ADR 0020). Front checks it; what does not fit is kept as a
 * keyed hash.
 *
 * - `person`: the id of a principal. The seal has its pseudonym, and erasing the person replaces it.
 * - `scope`: names of scopes; those that the stage has are kept.
 * - `closed`: the input schema leaves no room for words: a boolean, an `enum`, a number between two bounds.
 * - `hashed`: never kept in clear.
 * - a form: text of a pattern or a closed set, number in a range.
 *
 * Of a list each item is looked at for itself.
 */
export const AuditField = z.union([z.enum(['person', 'scope', 'closed', 'hashed']), Form]);
export type AuditField = z.infer<typeof AuditField>;

/** By path of the argument, dotted: `transaction_data.amount`. */
export const AuditFields = z.record(z.string().min(1), AuditField);
export type AuditFields = z.infer<typeof AuditFields>;

/** Forms that several families have. */
export const AUDIT_FORMS = {
  /** An amount of money as `AmountInput` takes it: decimal text, or an integer of minor units. */
  amount: { pattern: '[0-9]{1,15}([.][0-9]{1,9})?', range: [0, Number.MAX_SAFE_INTEGER] },
  /** A code as in ISO 4217. */
  currency: { pattern: '[A-Za-z]{3}' },
  /** A day, or a moment of it, of this century. */
  day: { pattern: '20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,18}(Z|[+-][0-9]{2}:[0-9]{2}))?' },
  uuid: { pattern: '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}' },
} satisfies Record<string, AuditField>;

import * as z from 'zod';

/** The form that a text or a number must have for audit to keep it in clear. */
const Form = z
  .strictObject({
    /** Regular expression for the whole text, without `^` and `$`. */
    pattern: z.string().min(1).optional(),
    /** The texts that are kept. */
    values: z.array(z.string()).min(1).optional(),
    /** The smallest and the greatest number that is kept. */
    range: z.tuple([z.number(), z.number()]).optional(),
  })
  .refine(({ pattern, values, range }) => pattern ?? values ?? range, {
    error: 'expected a pattern, values or a range',
  });

/**
 * What audit keeps of an argument that policies may read (ADR 0020). Front checks the value; a value of another form is
 * kept as a keyed hash.
 *
 * - `person`: the id of a principal. The sealed copy has a pseudonym in its place, which ends with an erasure.
 * - `scope`: names of scopes. Those that the stage has are kept.
 * - `closed`: the input schema allows no free text, as a boolean, an `enum` or a number between two bounds.
 * - `hashed`: never kept in clear.
 * - a form: a text of a pattern or a closed set, or a number in a range.
 *
 * Each item of a list is checked by itself.
 */
export const AuditField = z.union([z.enum(['person', 'scope', 'closed', 'hashed']), Form]);
export type AuditField = z.infer<typeof AuditField>;

/** Audit fields by the dotted path of the argument, such as `transaction_data.amount`. */
export const AuditFields = z.record(z.string().min(1), AuditField);
export type AuditFields = z.infer<typeof AuditFields>;

/** Forms that several families use. */
export const AUDIT_FORMS = {
  /** An amount of money or a number of shares: a decimal above zero, as text or as a number. */
  amount: { pattern: '[0-9]{1,15}([.][0-9]{1,9})?', range: [0, Number.MAX_SAFE_INTEGER] },
  /** An amount of money in minor units. */
  minor: { range: [0, Number.MAX_SAFE_INTEGER] },
  /** A code as in ISO 4217. */
  currency: { pattern: '[A-Za-z]{3}' },
  /** A date of this century, with or without a time. */
  day: { pattern: '20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,18}(Z|[+-][0-9]{2}:[0-9]{2}))?' },
  uuid: { pattern: '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}' },
} satisfies Record<string, AuditField>;

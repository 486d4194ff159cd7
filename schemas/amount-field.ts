import * as z from 'zod';

/** The place of an amount's currency: a code (ISO 4217) for all calls, or the path of the argument that names it. */
const AmountField = z.union([
  z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/) }),
  z.strictObject({ currencyField: z.string().min(1) }),
]);

/**
 * Arguments that are amounts of money in units of their currency, by their dotted path. Policies and audit see each of
 * them in minor units too, as `<path>_minor`, whichever way the caller wrote it.
 */
export const AmountFields = z.record(z.string().min(1), AmountField);
export type AmountFields = z.infer<typeof AmountFields>;

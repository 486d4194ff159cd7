import * as z from 'zod';

/** An amount in units of its currency; `readMoney` reads it, and says what is wrong with it. */
export const AmountInput = z.union([z.string().min(1).max(32), z.number()]).meta({
  description: 'In units of the currency, e.g. "25.00" dollars.',
  examples: ['25.00'],
});

/** The same amount in minor units, for an argument whose name ends in `_minor`. */
export const MinorInput = z.int().meta({ description: 'Instead: minor units (cents).', examples: [2500] });

export const CurrencyInput = z
  .string()
  .length(3)
  .meta({ description: 'Currency code (ISO 4217).', examples: ['USD'] });

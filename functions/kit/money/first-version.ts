import type * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { defineTool, type Tool, type ToolSpec } from '../tool/define-tool.ts';

export const FIRST_VERSION = '1.0.0';

/**
 * Version 1 of a tool that reads an amount of money. It took a bare number for minor units, and version 2 takes it for
 * units of the currency, so version 1 refuses bare numbers and names version 2. Text means the same in both.
 *
 * @param input the arguments of version 1, without those in minor units
 * @param numberAt the value of the amount in these arguments
 * @param field the path of the amount
 */
export function firstVersion<Input extends z.ZodObject, Output extends z.ZodObject, First extends z.ZodObject>(
  spec: ToolSpec<Input, Output>,
  { input, field, amountOf }: { input: First; field: string; amountOf: (given: z.output<First>) => unknown },
): Tool {
  const { name, version, description, examples } = spec;
  // The arguments of version 1 are arguments of version 2 too.
  const validate = spec.validate as ((given: z.output<First>) => void) | undefined;
  return defineTool({
    ...(spec as unknown as ToolSpec<First, Output>),
    version: FIRST_VERSION,
    description: `${description} This version takes amounts as text only.`,
    examples: examples.filter((example) => input.strict().safeParse(example.arguments).success),
    input,
    validate(given) {
      if (typeof amountOf(given) === 'number') throw bareNumber({ name, version, field });
      validate?.(given);
    },
  });
}

function bareNumber({ name, version, field }: { name: string; version: string; field: string }): ManifoldError {
  const major = version.split('.')[0];
  return new ManifoldError('E2004', `"${field}" is a bare number, which version 1 of ${name} does not take.`, {
    details: {
      field,
      expectedFormat: 'decimal text such as "25.00"',
      suggestion: `Call "${name}@${major}", for which the number 25 is 25 units of the currency, and ${field}_minor counts minor units.`,
    },
  });
}

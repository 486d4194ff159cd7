import type * as z from 'zod';
import { ManifoldError } from '../../../runtime/errors/manifold-error.ts';

/**
 * The provider's data as the schema describes it.
 *
 * @throws {ManifoldError} E4004 naming the field, never its value, where the provider sent something else
 */
export function readData<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'data';
  throw new ManifoldError(
    'E4004',
    `The provider's answer has no usable "${field}": its contract may have changed. Tell the operators.`,
    {
      cause: parsed.error,
    },
  );
}

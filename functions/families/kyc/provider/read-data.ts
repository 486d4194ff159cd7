import type * as z from 'zod';
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { outcomeUnknown } from './transport.ts';

/**
 * The provider's data as the schema describes it.
 *
 * @param unknownOutcome for requests that must not be repeated: what to do if nobody knows whether the provider acted
 * @throws {ManifoldError} E4004 naming the field, never its value, where the provider sent something else; E3008 in its
 *   place with `unknownOutcome`
 */
export function readData<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  unknownOutcome?: string,
): z.output<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  if (unknownOutcome) throw outcomeUnknown(unknownOutcome, parsed.error);
  const field = parsed.error.issues[0]?.path.join('.') || 'data';
  throw new ManifoldError(
    'E4004',
    `The provider's answer has no usable "${field}": its contract may have changed. Tell the operators.`,
    {
      cause: parsed.error,
    },
  );
}
